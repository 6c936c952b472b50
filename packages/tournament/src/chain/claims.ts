import { type SettlementTree, settlementTree } from '@robata/contracts';
import type { StorageReader } from '../storage/storage.ts';
import { chainList, leavesOf, type VaultSettlement } from './chainDocuments.ts';
import type { Hex, VaultChain, VaultRoot, VaultRoots } from './chainPort.ts';

/** What `claim(account, model, leaf)` of the vault takes, for one stake. Amounts are cumulative, in units of 1e-18. */
export interface VaultClaim {
  readonly account: Hex;
  /** The vault's key of the model. */
  readonly key: Hex;
  readonly payout: bigint;
  readonly burn: bigint;
  readonly proof: readonly Hex[];
}

export interface VaultClaims {
  /** The settlement that the vault takes claims of; null before the first is final. */
  readonly final: VaultSettlement | null;
  /** The one that is not final yet; null where there is none. */
  readonly pending: VaultSettlement | null;
  readonly claims: readonly VaultClaim[];
  /** In the pending settlement. */
  readonly coming: readonly VaultClaim[];
}

/**
 * The leaves of an address with their proofs, of the roots that the vault takes claims of at its newest block, as far as they are confirmed: while a new
 * settlement is not, the one before it is final already. `roots` may have been asked before. Trees are kept, for a root never changes.
 */
export function vaultClaims(reader: Pick<StorageReader, 'document'>, chain: Pick<VaultChain, 'identity' | 'roots'>) {
  const trees = new Map<Hex, SettlementTree>();
  const treeOf = async (settlement: VaultSettlement): Promise<SettlementTree | null> => {
    const kept = trees.get(settlement.root);
    if (kept !== undefined) return kept;
    const leaves = await leavesOf(reader, settlement);
    if (leaves === null) return null;
    const tree = settlementTree(chain.identity, leaves.rows);
    if (trees.size >= 4) trees.delete(trees.keys().next().value as Hex);
    trees.set(settlement.root, tree);
    return tree;
  };
  const claimsIn = async (settlement: VaultSettlement | null, address: Hex): Promise<VaultClaim[]> => {
    const tree = settlement === null ? null : await treeOf(settlement);
    if (tree === null) return [];
    return tree.rows
      .filter(({ account }) => account === address)
      .map(({ account, model }) => {
        const leaf = tree.leaf(account, model);
        if (leaf === undefined) throw new Error('a row of a tree has no leaf in it');
        return { account, key: model, ...leaf };
      });
  };
  return async (address: Hex, roots?: VaultRoots): Promise<VaultClaims> => {
    const newest = roots ?? (await chain.roots());
    const settlements = (await chainList(reader, 'chain/settlements')).filter(({ state }) => state === 'settled');
    const known = (wanted: VaultRoot | null): VaultSettlement | null =>
      settlements.findLast(({ round, root }) => round === wanted?.round && root === wanted.root) ?? null;
    const [final, coming] = [known(newest.final), known(newest.pending)];
    // A pause puts the end of the challenge off: the vault's own clock says until when.
    const pending = coming && { ...coming, finalAt: newest.pending?.finalAt ?? coming.finalAt };
    return { final, pending, claims: await claimsIn(final, address), coming: await claimsIn(pending, address) };
  };
}
