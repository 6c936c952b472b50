import { type Amount, formatAmount } from '@robata/ledger';
import type { Storage } from '../storage/storage.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import {
  chainDocument,
  chainList,
  putChainDocument,
  type ReconciledAccount,
  type Reconciliation,
} from './chainDocuments.ts';
import type { VaultChain, VaultStake } from './chainPort.ts';
import {
  heldByAccount,
  type MatchedPosition,
  matchedPositions,
  type ResolvedPayouts,
  resolvedRounds,
} from './ledgerOfVault.ts';
import { clearHalt, type OwnedModel, raiseHalt } from './watcher.ts';

export interface ReconcileInput {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly chain: VaultChain;
  readonly owned: () => Promise<readonly OwnedModel[]>;
  readonly now: () => Date;
}

/**
 * Vault and ledger at the block up to which the chain is read, to the last unit: of each account that has linked an address
 * active + pending + available + unclaimed payout − unclaimed burn of the vault, and stake + pending + wallet of the ledger. What the ledger has resolved
 * and the vault has not paid or burned yet is unclaimed, whether its root is sent or not. A difference stops settlements and is told;
 * agreement lets them go on. Null before the chain was read.
 */
export async function reconcile({
  storage,
  ledger,
  chain,
  owned,
  now,
}: ReconcileInput): Promise<Reconciliation | null> {
  const models = await owned();
  const known = await ledger.transact(async (book, writer) => ({
    journal: book.journal,
    cursor: await chainDocument(writer, 'chain/cursor'),
    links: await chainList(writer, 'chain/links'),
    positions: await chainList(writer, 'chain/positions'),
    waiting: await chainList(writer, 'chain/waiting'),
    vault: await chainDocument(writer, 'chain/vault'),
  }));
  const { journal, cursor, links, positions, waiting, vault } = known;
  if (cursor === null || vault === null) return null;
  const [stakes, totals] = await Promise.all([chain.stakes(positions, cursor.block), chain.totals(cursor.block)]);
  const matched = matchedPositions(positions, links, models);
  const rows = reconciledAccounts(
    heldByAccount(journal),
    resolvedRounds(journal, vault.afterSequence),
    links,
    matched,
    new Map(positions.map((each, at) => [placeOf(each), stakes[at] as VaultStake])),
  );
  const held = stakes.reduce((sum, stake) => sum + heldIn(stake), 0n);
  const ofAccounts = rows.reduce((sum, { vault }) => sum + vault, 0n);
  const owed = totals.staked + totals.reservedPayout + totals.treasury + totals.burnedHeld;
  const surplus = totals.held - owed;
  const result: Reconciliation = {
    block: cursor.block,
    at: now().toISOString(),
    agrees: rows.every(({ difference }) => difference === 0n) && held === totals.staked && surplus >= 0n,
    rows,
    staked: totals.staked,
    positions: held,
    unmatched: held - ofAccounts,
    surplus,
    waiting: waiting.length,
  };
  await storage.transaction((writer) => putChainDocument(writer, 'chain/reconciliation', result));
  const halted = (await chainList(storage, 'chain/halts')).some(({ kind }) => kind === 'difference');
  if (result.agrees && halted) await clearHalt(storage, 'difference');
  if (!result.agrees && !halted) {
    await raiseHalt(storage, { kind: 'difference', since: result.at, sentence: sentenceOf(result) });
  }
  return result;
}

const placeOf = ({ address, key }: Pick<MatchedPosition, 'address' | 'key'>): string => `${address} ${key}`;
const heldIn = ({ active, pending, available }: VaultStake): bigint => active + pending + available;

function reconciledAccounts(
  inLedger: ReadonlyMap<string, bigint>,
  resolved: readonly ResolvedPayouts[],
  links: readonly { readonly account: string; readonly address: ReconciledAccount['address'] }[],
  matched: readonly MatchedPosition[],
  stakes: ReadonlyMap<string, VaultStake>,
): ReconciledAccount[] {
  return links.map(({ account, address }) => {
    let [vault, unclaimedPayout, unclaimedBurn] = [0n, 0n, 0n];
    for (const position of matched.filter((each) => each.account === account)) {
      const stake = stakes.get(placeOf(position)) as VaultStake;
      const [payout, burn] = cumulative(resolved, position.model);
      vault += heldIn(stake);
      unclaimedPayout += payout - stake.paid;
      unclaimedBurn += burn - stake.burned;
    }
    const ledger = inLedger.get(account) ?? 0n;
    const difference = vault + unclaimedPayout - unclaimedBurn - ledger;
    return { account, address, vault, unclaimedPayout, unclaimedBurn, ledger, difference };
  });
}

/** All that a model was ever paid, and that it ever burned. */
export function cumulative(resolved: readonly ResolvedPayouts[], model: string): readonly [bigint, bigint] {
  let [payout, burn] = [0n, 0n];
  for (const { paid } of resolved) {
    const moved = paid.get(model) ?? 0n;
    if (moved > 0n) payout += moved;
    else burn -= moved;
  }
  return [payout, burn];
}

const text = (units: bigint): string => formatAmount(units as Amount);

function sentenceOf({ block, rows, staked, positions, surplus, waiting }: Reconciliation): string {
  const parts = rows
    .filter(({ difference }) => difference !== 0n)
    .slice(0, 3)
    .map(({ account, vault, unclaimedPayout, unclaimedBurn, ledger, difference }) => {
      const sum = `vault ${text(vault)} + unclaimed payout ${text(unclaimedPayout)} − unclaimed burn ${text(unclaimedBurn)}`;
      return `account ${account}: ${sum} and ledger ${text(ledger)} differ by ${text(difference)}`;
    });
  if (staked !== positions) parts.push(`the vault holds ${text(staked)} and its known stakes ${text(positions)}`);
  if (surplus < 0n) parts.push(`the vault owes ${text(-surplus)} more than it holds`);
  const waits = waiting === 0 ? '' : ` ${waiting} events wait to be posted.`;
  return `At block ${block} vault and ledger differ: ${parts.join('; ')}.${waits} Find the cause (robata chain status), let the guardian pause the vault if money is at stake, correct the ledger, and reconcile again.`;
}
