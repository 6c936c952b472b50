import { type Amount, amountOf, formatAmount, sumAmounts } from './amount.ts';
import { divideTowardsBurn, tenTo } from './decimal.ts';
import { DECIMAL_PLACES } from './decimal12.ts';
import type { Entry } from './entry.ts';
import { payoutFactor } from './payoutPlan.ts';
import type { PayoutPolicy } from './payoutPolicy.ts';

export interface TreasuryRunwayInput {
  /** What may still be paid out: the treasury and what is set aside in escrows. Not negative. */
  readonly balance: Amount;
  /**
   * What each resolved round took out of the treasury, oldest first; negative where more came in than went out. In this ledger that is
   * a plan's `totalPayout`: what burns is destroyed and does not come back, so `totalBurn` must not be taken off.
   */
  readonly netPayouts: readonly Amount[];
  /** What the next round takes if every stake earns the clip: `worstCasePayout(policy, totalAtRisk)`. */
  readonly worstCasePayout: Amount;
  /** How many of the last rounds make the current rate. Default 20. */
  readonly window?: number;
}

/** How long the treasury lasts if every round to come took `perRound` (rounded up to the unit). */
export type Runway =
  | { readonly status: 'lasts'; readonly rounds: number; readonly perRound: Amount; readonly sentence: string }
  | { readonly status: 'never_runs_dry'; readonly perRound: Amount; readonly sentence: string }
  /** No round has resolved yet: there is no rate. */
  | { readonly status: 'unknown'; readonly sentence: string };

export interface TreasuryRunway {
  readonly balance: Amount;
  readonly atCurrentRate: Runway;
  readonly atWorstCase: Runway;
}

/**
 * How many more rounds the treasury pays: at the mean of the last resolved rounds, and if from now on every stake earned the clip. Whole
 * rounds, rounded down; the rate is exact (`balance / mean`, not of the rounded mean). A rate of 0 or below never empties it, which is said
 * as what it is: so far. Throws RangeError on a negative balance or worst case, or a window below 1.
 * @example 1,000 left, 90 and 110 paid, worst case 300 → 10 rounds, 3 rounds
 */
export function treasuryRunway(input: TreasuryRunwayInput): TreasuryRunway {
  const { balance, netPayouts, worstCasePayout, window = 20 } = input;
  if (balance < 0n || worstCasePayout < 0n) throw new RangeError('a balance or a worst case is not negative');
  if (!Number.isInteger(window) || window < 1) throw new RangeError(`${window} rounds make no rate`);
  const last = netPayouts.slice(-window);
  return {
    balance,
    atCurrentRate: currentRunway(balance, last),
    atWorstCase: worstRunway(balance, worstCasePayout),
  };
}

/** What a round pays at most: every stake the clip. Exact, rounded down as payouts are. */
export function worstCasePayout(policy: PayoutPolicy, totalAtRisk: Amount): Amount {
  const { limit, order } = policy.clip;
  const most = totalAtRisk * limit;
  switch (order) {
    case 'after_factor':
      return amountOf(most / tenTo(DECIMAL_PLACES));
    case 'before_factor':
      return amountOf((most * payoutFactor(policy, totalAtRisk)) / tenTo(2 * DECIMAL_PLACES));
  }
}

/** What the resolved rounds of a log paid, in the order of their resolutions: `netPayouts`. A reversed resolution does not count. */
export function resolvedPayouts(entries: Iterable<Entry>): Amount[] {
  const paid = new Map<string, Amount>();
  for (const { idempotencyKey, command } of entries) {
    if (command.kind === 'resolution') paid.set(idempotencyKey, command.plan.totalPayout);
    if (command.kind === 'reversal') paid.delete(command.reverses);
  }
  return [...paid.values()];
}

function currentRunway(balance: Amount, last: readonly Amount[]): Runway {
  if (last.length === 0) return { status: 'unknown', sentence: 'No round has resolved yet: there is no rate.' };
  const taken = sumAmounts(last);
  const perRound = meanUp(taken, last.length);
  const over = last.length === 1 ? 'in the last round' : `on average over the last ${last.length} rounds`;
  if (taken <= 0n) {
    const change = taken === 0n ? 'paid nothing net' : `gained ${formatAmount(amountOf(-perRound))} tokens a round net`;
    const sentence = `The treasury ${change} ${over}: while that lasts, it never runs dry. Rounds to come may pay more.`;
    return { status: 'never_runs_dry', perRound, sentence };
  }
  const rounds = Number((balance * BigInt(last.length)) / taken);
  const sentence = `The treasury paid ${inCents(perRound)} tokens a round ${over}: at this rate it pays ${counted(rounds)}.`;
  return { status: 'lasts', rounds, perRound, sentence };
}

function worstRunway(balance: Amount, perRound: Amount): Runway {
  if (perRound === 0n) {
    return { status: 'never_runs_dry', perRound, sentence: 'Nothing is at risk: a round can pay nothing.' };
  }
  const rounds = Number(balance / perRound);
  const sentence = `If every stake earned the limit, a round would pay ${inCents(perRound)} tokens: the treasury would pay ${counted(rounds)}.`;
  return { status: 'lasts', rounds, perRound, sentence };
}

const counted = (rounds: number): string =>
  rounds === 0 ? 'not even one more round' : rounds === 1 ? '1 more round' : `${rounds} more rounds`;

/** For sentences: two places, rounded up. */
const CENT = tenTo(16);
const inCents = (amount: Amount): string => formatAmount(amountOf(-divideTowardsBurn(-amount, CENT) * CENT));

/** The mean, rounded up: a rate must not look smaller than it is. */
const meanUp = (sum: Amount, count: number): Amount => amountOf(-divideTowardsBurn(-sum, BigInt(count)));
