import { roundEscrow, stake, TREASURY, wallet, WORLD } from './accounts.ts';
import { amountOf, formatAmount } from './amount.ts';
import { atRiskSnapshot } from './atRiskSnapshot.ts';
import {
  decidePayoutMode,
  decideRelease,
  decideReleaseCancellation,
  decideStakeDecrease,
  decideStakeDrain,
  decideStakeMove,
} from './decideStake.ts';
import { decideWithdrawal } from './decideWithdrawal.ts';
import { type Decision, decided, foreign, type Of, transfer } from './decision.ts';
import { formatDecimal12, ONE } from './decimal12.ts';
import type { AtRisk, Command, Entry } from './entry.ts';
import { activeRoundsOf, balance, type Journal, type LedgerRound } from './journal.ts';
import { maximumLoss } from './openLoss.ts';
import { followsFromItsInputs, payoutPlanHash } from './payoutPlan.ts';
import { type Refusal, refusal } from './refusal.ts';
import { line, settlement } from './settlement.ts';

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
    case 'withdrawal_request':
    case 'withdrawal_confirmation':
    case 'withdrawal_refusal':
    case 'withdrawal_cancellation':
      return decideWithdrawal(journal, command);
    case 'treasury_deposit':
      return transfer(WORLD, TREASURY, command.amount);
    case 'reserve':
      return decideReserve(journal, command);
    case 'stake_increase':
      return foreign(journal, command) ?? transfer(wallet(command.account), stake(command.model), command.amount);
    case 'stake_decrease':
      return decideStakeDecrease(journal, command);
    case 'stake_drain':
      return decideStakeDrain(journal, command);
    case 'stake_move':
      return decideStakeMove(journal, command);
    case 'release_cancellation':
      return decideReleaseCancellation(journal, command);
    case 'payout_mode':
      return decidePayoutMode(journal, command);
    case 'snapshot':
      return decideSnapshot(journal, command);
    case 'resolution':
      return decideResolution(journal, command);
    case 'cancellation':
      return decideCancellation(journal, command);
    case 'release':
      return decideRelease(journal, command);
    case 'reversal':
      return decideReversal(journal, command);
  }
}

const finished = (round: LedgerRound | undefined): Refusal | undefined =>
  round?.state === 'resolved' || round?.state === 'cancelled'
    ? refusal('round_finished', `Round ${round.round} is ${round.state}: nothing more can be posted to it.`)
    : undefined;

const decideReserve = (journal: Journal, { round, amount }: Of<'reserve'>): Decision =>
  finished(journal.rounds.get(round)) ?? transfer(TREASURY, roundEscrow(round), amount);

function decideSnapshot(journal: Journal, { round, models, lossLimit }: Of<'snapshot'>): Decision {
  const known = journal.rounds.get(round);
  if (known !== undefined) {
    return refusal('round_already_closed', `Round ${round} is ${known.state}: its snapshot cannot be taken again.`);
  }
  if (lossLimit !== undefined && (lossLimit < 0n || lossLimit > ONE)) {
    return refusal(
      'invalid_limit',
      `A round cannot burn up to ${formatDecimal12(lossLimit)}: give a limit from 0 to 1.`,
    );
  }
  const atRisk = atRiskSnapshot({ get: (model) => balance(journal, stake(model)) }, models);
  return {
    status: 'decided',
    lines: [],
    snapshot: [...atRisk].map(([model, amount]): AtRisk => {
      const row = { model, atRisk: amount };
      return journal.payoutModes.get(model) === 'take_profit' ? { ...row, payoutMode: 'take_profit' } : row;
    }),
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
  if (known.lossLimit !== null && plan.rows.some(({ model, payout }) => -payout > maximumLoss(known, model))) {
    return refusal(
      'loss_over_limit',
      `The plan of round ${plan.round} burns more than its snapshot said: keep its limit.`,
    );
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

/**
 * Not what others already rely on: a snapshot, a cancellation, a release, a stake at risk; nor what its owner can undo by the opposite
 * command; nor a reversal (ask again instead). A reversed confirmation of a withdrawal (it came back) waits for the operator again.
 */
function isReversible(journal: Journal, { command }: Entry): boolean {
  switch (command.kind) {
    case 'deposit':
    case 'withdrawal':
    case 'withdrawal_confirmation':
    case 'treasury_deposit':
    case 'resolution':
      return true;
    case 'reserve':
      return finished(journal.rounds.get(command.round)) === undefined;
    case 'stake_increase':
    case 'stake_decrease':
      return activeRoundsOf(journal, command.model).length === 0;
    case 'withdrawal_request':
    case 'withdrawal_refusal':
    case 'withdrawal_cancellation':
    case 'stake_drain':
    case 'stake_move':
    case 'release_cancellation':
    case 'payout_mode':
    case 'snapshot':
    case 'cancellation':
    case 'release':
    case 'reversal':
      return false;
  }
}
