import { setImmediate } from 'node:timers/promises';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import type { Storage } from '../storage/storage.ts';
import {
  chainDocument,
  chainList,
  type KeptLeaves,
  leavesOf,
  putLeaves,
  type VaultSettlement,
} from './chainDocuments.ts';
import type { VaultChain } from './chainPort.ts';
import { matchedPositions } from './ledgerOfVault.ts';
import { resolvedUpTo, settlementPlan } from './settlementPlan.ts';
import type { OwnedModel } from './watcher.ts';

export interface LeavesAgainInput {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly chain: Pick<VaultChain, 'identity' | 'atRisk'>;
  readonly owned: () => Promise<readonly OwnedModel[]>;
}

/** Deposits between the plan of a settlement and its block: so many of them are tried. */
const POSITIONS_TRIED = 200;
/** More than any clip lets through. */
const ALL = 2n ** 200n;

/**
 * Makes the leaves again of settlements that stand on chain and whose leaves are not kept: a backup from before them was restored. The plan of each is made
 * anew from the ledger and the positions of then, and kept where its root is the vault's; with them proofs are served again, and the next round can be
 * settled. Null where all are kept; else why not, with the remedy, which is told once as an incident. Tried again once the ledger or the links have changed.
 */
export function leavesAgain({ storage, ledger, chain, owned }: LeavesAgainInput): () => Promise<string | null> {
  let tried = { at: '', sentence: '' };
  /** Of the newest settlement, once its leaves are kept: they are long, and never go while a process lives. */
  let keptRoot: string | null = null;
  /** Null where the node does not know that state any more. */
  const clipped = (matched: Parameters<VaultChain['atRisk']>[0], { round, block }: VaultSettlement) =>
    chain.atRisk(matched, round, block - 1).catch(() => null);

  const tell = (rule: string, severity: 'warning' | 'error', message: string): Promise<void> =>
    storage.transaction((writer) =>
      writer.addIncidents([{ rule, severity, rows: 1, day: null, security: null, round: null, message }]),
    );

  return async () => {
    const standing = (await chainList(storage, 'chain/settlements')).filter(({ state }) => state === 'settled');
    const newest = standing.at(-1);
    if (newest === undefined || keptRoot === rootOf(newest)) return null;
    const missing: VaultSettlement[] = [];
    let before: KeptLeaves | null = null;
    for (const settlement of standing.toReversed()) {
      before = await leavesOf(storage, settlement);
      if (before !== null) break;
      missing.unshift(settlement);
    }
    if (missing.length === 0) {
      keptRoot = rootOf(newest);
      return null;
    }
    const { head } = await ledger.journal();
    const links = await chainList(storage, 'chain/links');
    const at = `${missing[0]?.root} ${head.sequence} ${links.length}`;
    if (tried.at === at) return tried.sentence;
    for (const settlement of missing) {
      const leaves = await made(settlement, before);
      if (leaves === null) {
        const sentence = sentenceOf(settlement);
        if (tried.sentence !== sentence) await tell('chain_leaves_missing', 'error', sentence);
        tried = { at, sentence };
        return sentence;
      }
      await storage.transaction((writer) => putLeaves(writer, leaves));
      await tell(
        'chain_leaves_made_again',
        'warning',
        `The leaves of the vault's settlement of round ${settlement.round} were not kept here (an older backup was restored). They were made again from the ledger, and their root is the vault's (${settlement.root}): proofs are served again.`,
      );
      before = leaves;
    }
    return null;
  };

  async function made(settlement: VaultSettlement, before: KeptLeaves | null): Promise<KeptLeaves | null> {
    const vault = await chainDocument(storage, 'chain/vault');
    const round = (await chainList(storage, 'chain/rounds')).find((each) => each.round === settlement.round);
    if (vault === null || round === undefined) return null;
    const [records, positions, links] = [
      await storage.rounds(),
      await chainList(storage, 'chain/positions'),
      await chainList(storage, 'chain/links'),
    ];
    const [models, journal] = [await owned(), await ledger.journal()];
    const { afterSequence } = vault;
    const common = { identity: chain.identity, journal, afterSequence, round, records, before, treasury: ALL };
    const known = new Set(before?.included ?? []);
    // Rounds that were resolved later may have closed before it.
    const sequences = resolvedUpTo(common)
      .filter((each) => !known.has(each.round))
      .map(({ sequence }) => sequence);
    const most = settlement.positions ?? positions.length;
    for (const untilSequence of [...sequences.toReversed(), afterSequence]) {
      // What the vault counted matters only where the clip held something back.
      for (const isClipped of [false, true]) {
        for (let count = most; count > 0 && count > most - POSITIONS_TRIED; count -= 1) {
          const then = positions.slice(0, count);
          const matched = matchedPositions(then, links, models);
          const atRisk = isClipped ? await clipped(matched, settlement) : matched.map(() => ALL);
          const plan = atRisk && settlementPlan({ ...common, untilSequence, positions: then, matched, atRisk });
          if (plan === null || !isSaid(plan.leaves, settlement)) break;
          if (plan.leaves.root === settlement.root) return plan.leaves;
          await setImmediate();
        }
      }
    }
    return null;
  }
}

const rootOf = ({ round, root }: VaultSettlement): string => `${round} ${root}`;

const isSaid = (leaves: KeptLeaves, { planHash, payout, burn }: VaultSettlement): boolean =>
  leaves.planHash === planHash && leaves.payout === payout && leaves.burn === burn;

const sentenceOf = ({ round, root, block }: VaultSettlement): string =>
  `The leaves of the settlement of the vault's round ${round} (${root}) are not kept here, and the ledger does not give them: nobody gets a proof, and no later round can be settled. If a backup from before block ${block} was restored, let its rounds resolve as they had (with the submissions and links of then), or restore a later backup; they are made again by themselves. If somebody else sent it, have the guardian strike it out (veto) before it is final.`;
