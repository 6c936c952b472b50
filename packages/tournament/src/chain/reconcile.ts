import {
  type Amount,
  balance,
  formatAmount,
  type Journal,
  pendingReleases,
  stake as stakeAccount,
} from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { Storage } from '../storage/storage.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import {
  chainDocument,
  chainList,
  leavesOf,
  putChainDocument,
  type ReconciledAccount,
  type ReconciledModel,
  type Reconciliation,
  type UntoldPosition,
  type WaitingEvent,
} from './chainDocuments.ts';
import type { VaultChain, VaultPosition, VaultStake } from './chainPort.ts';
import { postedParts, stakeBounds, sumsOf } from './positionSums.ts';
import {
  cumulative,
  heldByAccount,
  type MatchedPosition,
  matchedPositions,
  type ResolvedPayouts,
  resolvedRounds,
} from './ledgerOfVault.ts';
import type { IncidentRecord } from '../records.ts';
import { owedAmounts, reconciledTreasury } from './reconcileTreasury.ts';
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
 * and the vault has not paid or burned yet is unclaimed, whether its root is sent or not. And of each model: its stake is what the vault has active, but for
 * burns that are unclaimed; and what all events of a position add up to is what the vault has, or one of them was not read. And the treasury is the vault's, less payouts that no settlement has declared. A difference stops settlements and is told;
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
  await storage.transaction(async (writer) => {
    const before = await chainDocument(writer, 'chain/reconciliation');
    await putChainDocument(writer, 'chain/reconciliation', kept);
    await writer.addIncidents(newlyFound(before, kept));
  });
  if (kept.agrees && halted) await clearHalt(storage, 'difference');
  if (!kept.agrees && !halted) {
    await raiseHalt(storage, { kind: 'difference', since: kept.at, sentence: sentenceOf(kept) });
  }
  return kept;
}

async function compared({ storage, ledger, chain, owned, now }: ReconcileInput): Promise<Reconciliation | null> {
  const models = await owned();
  const known = await ledger.transact(async (book, writer) => ({
    journal: book.journal,
    cursor: await chainDocument(writer, 'chain/cursor'),
    links: await chainList(writer, 'chain/links'),
    positions: await chainList(writer, 'chain/positions'),
    waiting: await chainList(writer, 'chain/waiting'),
    sums: await chainList(writer, 'chain/sums'),
    vault: await chainDocument(writer, 'chain/vault'),
    settlements: await chainList(writer, 'chain/settlements'),
    taken: (await chainDocument(writer, 'chain/taken')) ?? 0n,
    rounds: await chainList(writer, 'chain/rounds'),
    records: await writer.rounds(),
  }));
  const { journal, cursor, links, positions, waiting, sums, vault, settlements } = known;
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
    leavingOf(waiting),
    { journal, waiting },
  );
  const untold = untoldPositions(positions, stakes, sumsOf(sums));
  const held = stakes.reduce((sum, stake) => sum + heldIn(stake), 0n);
  const ofAccounts = rows.reduce((sum, { vault }) => sum + vault, 0n);
  const owed = totals.staked + totals.reservedPayout + totals.treasury + totals.burnedHeld;
  const surplus = totals.held - owed;
  const resolved = resolvedRounds(journal, vault.afterSequence);
  const { afterSequence } = vault;
  const treasury = reconciledTreasury({ ...known, settlements, afterSequence, resolved, vault: totals.treasury });
  const last = settlements.findLast(({ state }) => state === 'settled');
  const leaves = last === undefined ? null : await leavesOf(storage, last);
  const isKnown = last === undefined || leaves !== null;
  return {
    block: cursor.block,
    at: now().toISOString(),
    agrees:
      rows.every(({ difference }) => difference === 0n) &&
      held === totals.staked &&
      surplus >= 0n &&
      treasury.difference === 0n &&
      untold.length === 0,
    rows,
    staked: totals.staked,
    positions: held,
    unmatched: held - ofAccounts,
    surplus,
    treasury,
    ...(isKnown && { owed: owedAmounts({ ...known, resolved, matched, leaves, time: cursor.time }) }),
    waiting: waiting.length,
    untold,
  };
}

/** Of all positions, linked or not; those whose sums are still to be filled are left out. */
function untoldPositions(
  positions: readonly VaultPosition[],
  stakes: readonly VaultStake[],
  sums: ReturnType<typeof sumsOf>,
): UntoldPosition[] {
  return positions.flatMap((position, at) => {
    const { active, pending } = stakes[at] as VaultStake;
    const { active: activeOfEvents = active, pending: pendingOfEvents = pending } = sums(position);
    return active === activeOfEvents && pending === pendingOfEvents
      ? []
      : [{ ...position, active, pending, activeOfEvents, pendingOfEvents }];
  });
}

/** Burns that were cut and stakes that have drifted, each told once for its amount: neither is a difference of money. */
function newlyFound(before: Reconciliation | null, { rows }: Reconciliation): IncidentRecord[] {
  const known = new Map((before?.rows ?? []).map((row) => [row.account, row]));
  const incident = (rule: string, message: string): IncidentRecord => {
    return { rule, severity: 'warning', rows: 1, day: null, security: null, round: null, message };
  };
  return rows.flatMap(({ account, cutBurn, models }) => {
    const row = known.get(account);
    // Missing of a comparison that an older version kept.
    const [cut, drifted] = [row?.cutBurn ?? 0n, row?.models ?? []];
    const found: IncidentRecord[] = [];
    if (cutBurn > cut) {
      const message = `Claims of account ${account} took ${text(cutBurn - cut)} less than was burned: the vault had less of the stake, or its limits let them take less. The ledger has burned it, and its owner keeps it.`;
      found.push(incident('chain_burn_cut', message));
    }
    for (const { model, drift, active, stake, least, most } of models) {
      if (drift === 0n || drifted.find((each) => each.model === model)?.drift === drift) continue;
      const message = `The ledger counts ${text(stake)} of model ${model} and the vault has ${text(active)} active; with the burns that no claim has taken it would be ${text(least)} to ${text(most)}. The next claim of this stake puts it right (anybody may send it).`;
      found.push(incident('chain_stake_drift', message));
    }
    return found;
  });
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
  ofModels: { readonly journal: Journal; readonly waiting: readonly WaitingEvent[] },
): ReconciledAccount[] {
  return links.map(({ account, address }) => {
    let [vault, unclaimedPayout, left] = [0n, 0n, 0n];
    let [unclaimedBurn, cutBurn, lost] = [0n, 0n, 0n];
    const models: ReconciledModel[] = [];
    for (const position of matched.filter((each) => each.account === account)) {
      const stake = stakes.get(placeOf(position)) as VaultStake;
      const [payout, burn] = cumulative(resolved, position.model);
      vault += heldIn(stake);
      unclaimedPayout += payout - stake.paid;
      const known = sums(position);
      unclaimedBurn += burn - stake.burned;
      cutBurn += stake.burned - known.burned;
      lost += known.lost;
      left += leavingFrom(position);
      models.push(reconciledModel(position, stake, burn, known, ofModels));
    }
    const ledger = inLedger.get(account) ?? 0n;
    // What the vault has paid waits for releases that rounds under way count, of this model or of one whose money went with another's: no difference.
    // Where burns left with it, it is more than the ledger has.
    const staked = models.reduce((sum, { stake }) => sum + stake, 0n);
    const isHeld = models.some(({ pendingInLedger }) => pendingInLedger > 0n);
    const leaving = isHeld && left <= ledger - staked + unclaimedBurn - lost ? left : 0n;
    const difference = vault + unclaimedPayout - unclaimedBurn - cutBurn + lost + leaving - ledger;
    const burns = { unclaimedBurn, cutBurn, lost };
    return { account, address, vault, unclaimedPayout, ...burns, leaving, ledger, difference, models };
  });
}

function reconciledModel(
  position: MatchedPosition,
  { active, pending }: VaultStake,
  burn: bigint,
  sums: ReturnType<ReturnType<typeof sumsOf>>,
  { journal, waiting }: { readonly journal: Journal; readonly waiting: readonly WaitingEvent[] },
): ReconciledModel {
  const { model, address, key } = position;
  const stake: bigint = balance(journal, stakeAccount(model));
  const pendingInLedger = pendingReleases(journal, model).reduce((sum, { amount }) => sum + amount, 0n);
  const waits = waiting.some(({ event }) => 'address' in event && event.address === address && event.key === key);
  const parts = postedParts(sums, []);
  const { least, most } = stakeBounds(parts ?? { active, pending }, burn - sums.burned - sums.lost);
  const isKnown = parts !== null && !waits;
  const drift = !isKnown ? 0n : stake < least ? stake - least : stake > most ? stake - most : 0n;
  return { model, active, pending, stake, pendingInLedger, least, most, drift };
}

/** What the vault has paid of a position in events that wait. */
const leavingOf =
  (waiting: readonly WaitingEvent[]) =>
  ({ address, key }: MatchedPosition): bigint =>
    waiting.reduce((sum, { event }) => {
      if (!('address' in event) || event.address !== address || event.key !== key) return sum;
      if (event.kind === 'exited') return sum + event.active + event.pending + event.available;
      return event.kind === 'withdrawn' ? sum + event.released + event.available : sum;
    }, 0n);

const text = (units: bigint): string => formatAmount(units as Amount);

function sentenceOf({ block, rows, staked, positions, surplus, waiting, untold, treasury }: Reconciliation): string {
  const parts = rows
    .filter(({ difference }) => difference !== 0n)
    .slice(0, 3)
    .map(({ account, vault, unclaimedPayout, unclaimedBurn, cutBurn, lost, ledger, difference }) => {
      const burns = unclaimedBurn + cutBurn - lost;
      const sum = `vault ${text(vault)} + unclaimed payout ${text(unclaimedPayout)} − burns not taken ${text(burns)}`;
      return `account ${account}: ${sum} and ledger ${text(ledger)} differ by ${text(difference)}`;
    });
  if (staked !== positions) parts.push(`the vault holds ${text(staked)} and its known stakes ${text(positions)}`);
  const [missed] = untold;
  if (missed !== undefined) {
    const { address, active, pending, activeOfEvents, pendingOfEvents } = missed;
    const others = untold.length === 1 ? '' : ` (and ${untold.length - 1} more)`;
    parts.push(
      `${address} has ${text(active)} active and ${text(pending)} pending in the vault, and by its events ${text(activeOfEvents)} and ${text(pendingOfEvents)}${others}: an event was not read`,
    );
  }
  if (treasury !== undefined && treasury.difference !== 0n) {
    const { vault, undeclared, taken, ledger, difference } = treasury;
    const sum = `vault ${text(vault)} − payouts in no settlement yet ${text(undeclared)} + taken by its owner ${text(taken)}`;
    parts.push(
      `the treasury: ${sum} and ledger ${text(ledger)} differ by ${text(difference)} (what the vault never had is reversed: robata admin ledger keys, ledger reverse)`,
    );
  }
  if (surplus < 0n) parts.push(`the vault owes ${text(-surplus)} more than it holds`);
  const waits = waiting === 0 ? '' : ` ${waiting} events wait to be posted.`;
  return `At block ${block} vault and ledger differ: ${parts.join('; ')}.${waits} Find the cause (robata chain status), pause the vault if money is at stake (robata chain pause --send where the guardian's key is, else its wallet), correct the ledger, and reconcile again.`;
}
