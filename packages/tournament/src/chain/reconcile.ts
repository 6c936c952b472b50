import { type Amount, formatAmount, type Journal } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { Storage } from '../storage/storage.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import {
  chainDocument,
  chainList,
  putChainDocument,
  type ReconciledAccount,
  type Reconciliation,
  type WaitingEvent,
} from './chainDocuments.ts';
import type { VaultChain, VaultStake } from './chainPort.ts';
import { sumsOf } from './positionSums.ts';
import {
  cumulative,
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
  /** Posts what waits and can be posted now: what differs only because somebody linked an address this minute is no difference. */
  readonly again: () => Promise<unknown>;
}

/**
 * Vault and ledger at the block up to which the chain is read, to the last unit: of each account that has linked an address
 * active + pending + available + unclaimed payout − unclaimed burn of the vault, and stake + pending + wallet of the ledger. What the ledger has resolved
 * and the vault has not paid or burned yet is unclaimed, whether its root is sent or not. A difference stops settlements and is told;
 * agreement lets them go on. Null before the chain was read. Rejects where the chain changes meanwhile.
 */
export async function reconcile(input: ReconcileInput): Promise<Reconciliation | null> {
  const { storage, again } = input;
  const halted = (await chainList(storage, 'chain/halts')).some(({ kind }) => kind === 'difference');
  let result = await compared(input);
  if (result?.agrees === false && !halted) {
    await again();
    result = await compared(input);
  }
  if (result === null) return null;
  const kept = result;
  await storage.transaction((writer) => putChainDocument(writer, 'chain/reconciliation', kept));
  if (kept.agrees && halted) await clearHalt(storage, 'difference');
  if (!kept.agrees && !halted) {
    await raiseHalt(storage, { kind: 'difference', since: kept.at, sentence: sentenceOf(kept) });
  }
  return kept;
}

async function compared({ ledger, chain, owned, now }: ReconcileInput): Promise<Reconciliation | null> {
  const models = await owned();
  const known = await ledger.transact(async (book, writer) => ({
    journal: book.journal,
    cursor: await chainDocument(writer, 'chain/cursor'),
    links: await chainList(writer, 'chain/links'),
    positions: await chainList(writer, 'chain/positions'),
    waiting: await chainList(writer, 'chain/waiting'),
    sums: await chainList(writer, 'chain/sums'),
    vault: await chainDocument(writer, 'chain/vault'),
  }));
  const { journal, cursor, links, positions, waiting, sums, vault } = known;
  if (cursor === null || vault === null) return null;
  const [stakes, totals] = await Promise.all([chain.stakes(positions, cursor.block), chain.totals(cursor.block)]);
  if ((await chain.block(cursor.block))?.hash !== cursor.hash) {
    throw new DomainError(
      'chain_changed',
      `Block ${cursor.block} of the chain changed while it was compared: ask again.`,
    );
  }
  const matched = matchedPositions(positions, links, models);
  const inLedger = heldByAccount(journal);
  const rows = reconciledAccounts(
    inLedger,
    resolvedRounds(journal, vault.afterSequence),
    [...links, ...unlinked(inLedger, links, models)],
    matched,
    new Map(positions.map((each, at) => [placeOf(each), stakes[at] as VaultStake])),
    sumsOf(sums),
    leavingOf(waiting, journal),
  );
  const held = stakes.reduce((sum, stake) => sum + heldIn(stake), 0n);
  const ofAccounts = rows.reduce((sum, { vault }) => sum + vault, 0n);
  const owed = totals.staked + totals.reservedPayout + totals.treasury + totals.burnedHeld;
  const surplus = totals.held - owed;
  return {
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
}

/** Accounts with money in the ledger and no address in the vault: all of it is a difference. */
function unlinked(
  inLedger: ReadonlyMap<string, bigint>,
  links: readonly { readonly account: string }[],
  models: readonly OwnedModel[],
): { readonly account: string; readonly address: null }[] {
  const linked = new Set(links.map(({ account }) => account));
  const others = new Set(models.map(({ account }) => account).filter((account) => !linked.has(account)));
  return [...others]
    .filter((account) => (inLedger.get(account) ?? 0n) !== 0n)
    .map((account) => ({ account, address: null }));
}

const placeOf = ({ address, key }: Pick<MatchedPosition, 'address' | 'key'>): string => `${address} ${key}`;
const heldIn = ({ active, pending, available }: VaultStake): bigint => active + pending + available;

function reconciledAccounts(
  inLedger: ReadonlyMap<string, bigint>,
  resolved: readonly ResolvedPayouts[],
  links: readonly { readonly account: string; readonly address: ReconciledAccount['address'] }[],
  matched: readonly MatchedPosition[],
  stakes: ReadonlyMap<string, VaultStake>,
  sums: ReturnType<typeof sumsOf>,
  leavingFrom: (position: MatchedPosition) => bigint,
): ReconciledAccount[] {
  return links.map(({ account, address }) => {
    let [vault, unclaimedPayout, unclaimedBurn, left] = [0n, 0n, 0n, 0n];
    for (const position of matched.filter((each) => each.account === account)) {
      const stake = stakes.get(placeOf(position)) as VaultStake;
      const [payout, burn] = cumulative(resolved, position.model);
      vault += heldIn(stake);
      unclaimedPayout += payout - stake.paid;
      const { burned, lost } = sums(position);
      unclaimedBurn += burn - burned - lost;
      left += leavingFrom(position);
    }
    const ledger = inLedger.get(account) ?? 0n;
    // What the vault has paid and the ledger has, at risk still, is no difference: it is posted once rounds have resolved.
    const leaving = left <= ledger ? left : 0n;
    const difference = vault + unclaimedPayout - unclaimedBurn + leaving - ledger;
    return { account, address, vault, unclaimedPayout, unclaimedBurn, leaving, ledger, difference };
  });
}

/** What the vault has paid of a position in events that wait, while rounds under way count it. */
const leavingOf =
  (waiting: readonly WaitingEvent[], { activeRounds }: Journal) =>
  ({ address, key, model }: MatchedPosition): bigint => {
    if (!activeRounds.some(({ atRisk }) => atRisk.has(model))) return 0n;
    return waiting.reduce((sum, { event }) => {
      if (!('address' in event) || event.address !== address || event.key !== key) return sum;
      if (event.kind === 'exited') return sum + event.active + event.pending + event.available;
      return event.kind === 'withdrawn' ? sum + event.released + event.available : sum;
    }, 0n);
  };

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
  return `At block ${block} vault and ledger differ: ${parts.join('; ')}.${waits} Find the cause (robata chain status), pause the vault if money is at stake (robata chain pause --send where the guardian's key is, else its wallet), correct the ledger, and reconcile again.`;
}
