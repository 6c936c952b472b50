import {
  type LedgerAccount,
  pendingRelease,
  roundEscrow,
  type RoundId,
  stake,
  TREASURY,
  wallet,
  WORLD,
} from './accounts.ts';
import { type Amount, amountOf, formatAmount } from './amount.ts';
import { atRiskSnapshot } from './atRiskSnapshot.ts';
import { byCodePoint } from './canonicalJson.ts';
import type { Command, Entry, Line, Posting } from './entry.ts';
import { activeRoundsOf, balance, type Journal, type LedgerRound, pendingReleases } from './journal.ts';
import { followsFromItsInputs, payoutPlanHash } from './payoutPlan.ts';
import { type Refusal, refusal } from './refusal.ts';
import { line, settlement } from './settlement.ts';

type Decision = (Posting & { readonly status: 'decided' }) | Refusal;
type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;

/** What a command would post on top of this journal. Whether the balances allow it is checked by `append`, for all commands alike. */
export function decide(journal: Journal, command: Command): Decision {
  if ('amount' in command && command.amount <= 0n) {
    return refusal('invalid_amount', `${formatAmount(command.amount)} cannot be moved: give an amount above 0.`);
  }
  switch (command.kind) {
    case 'deposit':
      return transfer(WORLD, wallet(command.account), command.amount);
    case 'withdrawal':
      return transfer(wallet(command.account), WORLD, command.amount);
    case 'treasury_deposit':
      return transfer(WORLD, TREASURY, command.amount);
    case 'reserve':
      return decideReserve(journal, command);
    case 'stake_increase':
      return foreign(journal, command) ?? transfer(wallet(command.account), stake(command.model), command.amount);
    case 'stake_decrease':
      return decideStakeDecrease(journal, command);
    case 'snapshot':
      return decideSnapshot(journal, command);
    case 'resolution':
      return decideResolution(journal, command);
    case 'cancellation':
      return decideCancellation(journal, command);
    case 'release':
      return decideRelease(journal);
    case 'reversal':
      return decideReversal(journal, command);
  }
}

const decided = (lines: readonly Line[]): Decision => ({ status: 'decided', lines, snapshot: null });

const transfer = (from: LedgerAccount, to: LedgerAccount, amount: Amount): Decision =>
  decided([line(from, -amount), line(to, amount)]);

function foreign(journal: Journal, { model, account }: { model: string; account: string }): Refusal | undefined {
  const owner = journal.owners.get(model);
  if (owner === undefined || owner === account) return undefined;
  return refusal('not_owner', `Model ${model} is staked by another account: stake on a model of your own.`);
}

const finished = (round: LedgerRound | undefined): Refusal | undefined =>
  round?.state === 'resolved' || round?.state === 'cancelled'
    ? refusal('round_finished', `Round ${round.round} is ${round.state}: nothing more can be posted to it.`)
    : undefined;

const decideReserve = (journal: Journal, { round, amount }: Of<'reserve'>): Decision =>
  finished(journal.rounds.get(round)) ?? transfer(TREASURY, roundEscrow(round), amount);

/** At once to the wallet where no round counts the stake; else pending until the last round that does has resolved. */
function decideStakeDecrease(journal: Journal, command: Of<'stake_decrease'>): Decision {
  const refused = foreign(journal, command);
  if (refused !== undefined) return refused;
  const { account, model, amount } = command;
  const last = activeRoundsOf(journal, model).at(-1);
  return transfer(stake(model), last === undefined ? wallet(account) : pendingRelease(model, last.round), amount);
}

function decideSnapshot(journal: Journal, { round, models }: Of<'snapshot'>): Decision {
  const known = journal.rounds.get(round);
  if (known !== undefined) {
    return refusal('round_already_closed', `Round ${round} is ${known.state}: its snapshot cannot be taken again.`);
  }
  const atRisk = atRiskSnapshot({ get: (model) => balance(journal, stake(model)) }, models);
  return {
    status: 'decided',
    lines: [],
    snapshot: [...atRisk].map(([model, amount]) => ({ model, atRisk: amount })),
  };
}

function decideResolution(journal: Journal, { plan, planHash }: Of<'resolution'>): Decision {
  const known = journal.rounds.get(plan.round);
  if (known === undefined) {
    return refusal('round_not_closed', `Round ${plan.round} has no snapshot: close it before it is resolved.`);
  }
  const over = finished(known);
  if (over !== undefined) return over;
  if (payoutPlanHash(plan) !== planHash) {
    return refusal('plan_hash_differs', `The plan of round ${plan.round} is not the approved one: approve it again.`);
  }
  const agrees = plan.rows.every(({ model, atRisk }) => known.atRisk.get(model) === atRisk);
  if (!agrees || plan.rows.length !== known.atRisk.size) {
    return refusal('at_risk_differs', `The plan of round ${plan.round} was not made from its snapshot: make it again.`);
  }
  if (!followsFromItsInputs(plan)) {
    return refusal('plan_not_reproducible', `The plan of round ${plan.round} does not follow from its scores.`);
  }
  return decided(settlement(journal, plan).lines);
}

function decideCancellation(journal: Journal, { round }: Of<'cancellation'>): Decision {
  const escrow = balance(journal, roundEscrow(round));
  return (
    finished(journal.rounds.get(round)) ??
    decided(escrow === 0n ? [] : [line(roundEscrow(round), -escrow), line(TREASURY, escrow)])
  );
}

/** Pays out every pending release that no active round counts any more. */
function decideRelease(journal: Journal): Decision {
  const lines: Line[] = [];
  for (const [model] of [...journal.pending].sort(([a], [b]) => byCodePoint(a, b))) {
    const first = activeRoundsOf(journal, model)[0]?.closedAt ?? Number.POSITIVE_INFINITY;
    for (const { after, amount } of pendingReleases(journal, model)) {
      if (closedAt(journal, after) >= first) continue;
      const owner = journal.owners.get(model) as string;
      lines.push(line(pendingRelease(model, after), -amount), line(wallet(owner), amount));
    }
  }
  return lines.length > 0 ? decided(lines) : refusal('nothing_to_release', 'No pending release is due yet.');
}

const closedAt = (journal: Journal, round: RoundId): number => journal.rounds.get(round)?.closedAt ?? 0;

/** Corrections are entries of their own. A reversed resolution makes its round active again, to be resolved by another plan. */
function decideReversal(journal: Journal, { reverses }: Of<'reversal'>): Decision {
  const entry = journal.entries.get(reverses);
  if (entry === undefined) return refusal('unknown_entry', `There is no entry of the key '${reverses}' to reverse.`);
  if (journal.reversed.get(reverses)) {
    return refusal('already_reversed', `Entry ${entry.sequence} is reversed already.`);
  }
  if (!isReversible(journal, entry)) {
    return refusal('not_reversible', `Entry ${entry.sequence} (${entry.command.kind}) cannot be reversed now.`);
  }
  return decided(entry.lines.map(({ account, amount }) => ({ account, amount: amountOf(-amount) })));
}

/** Not what others already rely on: a snapshot, a cancellation, a release, a stake at risk; nor a reversal (ask again instead). */
function isReversible(journal: Journal, { command }: Entry): boolean {
  switch (command.kind) {
    case 'deposit':
    case 'withdrawal':
    case 'treasury_deposit':
    case 'resolution':
      return true;
    case 'reserve':
      return finished(journal.rounds.get(command.round)) === undefined;
    case 'stake_increase':
    case 'stake_decrease':
      return activeRoundsOf(journal, command.model).length === 0;
    case 'snapshot':
    case 'cancellation':
    case 'release':
    case 'reversal':
      return false;
  }
}
