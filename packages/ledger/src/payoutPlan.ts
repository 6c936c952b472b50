import type { RoundId } from './accounts.ts';
import { type Amount, amountOf, sumAmounts, ZERO } from './amount.ts';
import { byCodePoint, canonicalJson, sha256 } from './canonicalJson.ts';
import { divideHalfEven, divideTowardsBurn, tenTo, writeDecimal } from './decimal.ts';
import { type Decimal12, DECIMAL_PLACES, decimal12FromDouble, ONE } from './decimal12.ts';
import type { PaidScore, PayoutPolicy } from './payoutPolicy.ts';

export interface PayoutTerm {
  readonly key: string;
  readonly multiplier: Decimal12;
  readonly score: Decimal12 | null;
}

export interface PayoutRow {
  readonly model: string;
  readonly atRisk: Amount;
  readonly terms: readonly PayoutTerm[];
  /** Σ scale × multiplier × score and what is paid per token at risk, as exact decimals; null where nothing is paid. */
  readonly weightedScore: string | null;
  readonly rate: string | null;
  /** Positive: paid to the stake; negative: burned. */
  readonly payout: Amount;
  readonly unpaidBecause: 'null_score' | 'benchmark' | null;
}

/** Everything that decides a round's money, and every number on the way: shown, hashed, approved, then posted. */
export interface PayoutPlan {
  readonly format: 'robata-payout-plan/1';
  readonly round: RoundId;
  readonly policy: PayoutPolicy;
  readonly totalAtRisk: Amount;
  readonly payoutFactor: Decimal12;
  readonly rows: readonly PayoutRow[];
  readonly totalPayout: Amount;
  /** Σ of burns, positive. */
  readonly totalBurn: Amount;
}

export interface PayoutPlanInput {
  readonly round: RoundId;
  readonly policy: PayoutPolicy;
  /** The snapshot of the round's close. */
  readonly atRisk: ReadonlyMap<string, Amount>;
  /** By model, then by the policy's score keys. Missing, null and NaN mean no score. */
  readonly scores: ReadonlyMap<string, Readonly<Record<string, number | null>>>;
  /** Multipliers that models chose; must be among the policy's choices. */
  readonly multipliers?: ReadonlyMap<string, Readonly<Record<string, Decimal12>>>;
  readonly benchmarks?: ReadonlySet<string>;
}

/**
 * The payout of every model at risk: atRisk × clip(payoutFactor × Σ scale·multiplier·score, ±limit), or with the clip before the factor,
 * as the policy says. Scores and factor are decimals of 12 places (half-even), all else is exact, and the one rounding at the end goes
 * towards burn. A score that is null and has a multiplier other than 0 pays nothing and says so; its stake still counts in the total.
 * Rows are ordered by model id. Throws RangeError on an infinite score, a negative at risk, or a multiplier that the policy does not offer.
 * @example 100 at risk, factor .8, corr .02, mmc .002 twice → 100 × .8 × .024 = 1.92
 */
export function payoutPlan(input: PayoutPlanInput): PayoutPlan {
  const { policy, benchmarks = new Set<string>() } = input;
  const stakes = [...input.atRisk].sort(([a], [b]) => byCodePoint(a, b));
  return planOf(
    input.round,
    policy,
    stakes.map(([model, atRisk]) => {
      if (atRisk < 0n) throw new RangeError(`${model} has a negative amount at risk`);
      return { model, atRisk, terms: termsOf(input, model), isBenchmark: benchmarks.has(model) };
    }),
  );
}

/**
 * Whether a plan is what its own policy, stakes, scores and multipliers lead to: one row per model in order, one term per paid score, and
 * every number as it comes out again. What it cannot know, and who approves the hash answers for: whether the inputs are the round's.
 */
export function followsFromItsInputs(plan: PayoutPlan): boolean {
  const inOrder = plan.rows.every(({ model }, i) => i === 0 || byCodePoint(plan.rows[i - 1]?.model ?? '', model) < 0);
  const fit = plan.rows.every(({ terms, atRisk }) => termsFit(plan.policy, terms) && atRisk >= 0n);
  return inOrder && fit && payoutPlanJson(recomputePayoutPlan(plan)) === payoutPlanJson(plan);
}

/** Whether these are the terms of a row under this policy: one per paid score, in order, with a multiplier that is offered and holds. */
export const termsFit = ({ scores }: PayoutPolicy, terms: readonly PayoutTerm[]): boolean =>
  terms.length === scores.length &&
  scores.every((paid, i) => {
    const term = terms[i];
    return term?.key === paid.key && offers(paid, term.multiplier) && holds(paid, term, terms);
  });

/** The plan that the inputs recorded in a plan lead to. */
export function recomputePayoutPlan(plan: PayoutPlan): PayoutPlan {
  const rows = plan.rows.map(({ model, atRisk, terms, unpaidBecause }) => {
    return { model, atRisk, terms, isBenchmark: unpaidBecause === 'benchmark' };
  });
  return planOf(plan.round, plan.policy, rows);
}

/** The plan's canonical JSON, the same text everywhere: what `payoutPlanHash` hashes. */
export const payoutPlanJson = (plan: PayoutPlan): string => canonicalJson(plan);
/** SHA-256 of the plan's canonical JSON: what an operator approves. */
export const payoutPlanHash = (plan: PayoutPlan): string => sha256(payoutPlanJson(plan));

interface RowInput {
  readonly model: string;
  readonly atRisk: Amount;
  readonly terms: readonly PayoutTerm[];
  readonly isBenchmark: boolean;
}

/**
 * The row that the stake, terms and reason recorded in a row lead to, by this policy at this factor: what a payout's proof recomputes.
 * Only whether the model is a benchmark is taken from the row; a missing score is seen again.
 */
export const recomputePayoutRow = (policy: PayoutPolicy, factor: Decimal12, row: PayoutRow): PayoutRow => {
  const { model, atRisk, terms, unpaidBecause } = row;
  return rowOf(policy, factor, { model, atRisk, terms, isBenchmark: unpaidBecause === 'benchmark' });
};

function planOf(round: RoundId, policy: PayoutPolicy, inputs: readonly RowInput[]): PayoutPlan {
  const counted = inputs.filter(({ isBenchmark }) => policy.paysBenchmarks || !isBenchmark);
  const totalAtRisk = sumAmounts(counted.map(({ atRisk }) => atRisk));
  const factor = payoutFactor(policy, totalAtRisk);
  const rows = inputs.map((input) => rowOf(policy, factor, input));
  return {
    format: 'robata-payout-plan/1',
    round,
    policy,
    totalAtRisk,
    payoutFactor: factor,
    rows,
    totalPayout: sumAmounts(rows.filter(({ payout }) => payout > 0n).map(({ payout }) => payout)),
    totalBurn: sumAmounts(rows.filter(({ payout }) => payout < 0n).map(({ payout }) => amountOf(-payout))),
  };
}

/** min(1, threshold / total at risk), half-even to 12 places; 1 where nothing is at risk. */
export function payoutFactor(policy: PayoutPolicy, totalAtRisk: Amount): Decimal12 {
  const { threshold } = policy.payoutFactor;
  return totalAtRisk <= threshold ? ONE : (divideHalfEven(threshold * ONE, totalAtRisk) as Decimal12);
}

function termsOf({ policy, scores, multipliers }: PayoutPlanInput, model: string): PayoutTerm[] {
  const chosen = multipliers?.get(model) ?? {};
  const terms = policy.scores.map((paid): PayoutTerm => {
    const { key } = paid;
    const multiplier = chosen[key] ?? paid.multiplier;
    if (!offers(paid, multiplier)) {
      throw new RangeError(`${model} chose a multiplier of ${key} that ${policy.id} does not offer`);
    }
    const score = scores.get(model)?.[key] ?? null;
    return { key, multiplier, score: score === null || Number.isNaN(score) ? null : decimal12FromDouble(score) };
  });
  return terms.map((term, i) => {
    const paid = policy.scores[i];
    return paid === undefined || holds(paid, term, terms) ? term : { ...term, multiplier: NONE };
  });
}

const NONE = 0n as Decimal12;

const offers = ({ multiplier, choices }: PaidScore, chosen: Decimal12): boolean =>
  chosen === multiplier || choices.includes(chosen);

/** Whether a multiplier stands beside the one it is tied to. */
const holds = ({ onlyWith }: PaidScore, { multiplier }: PayoutTerm, terms: readonly PayoutTerm[]): boolean =>
  onlyWith === undefined ||
  multiplier === NONE ||
  terms.some((other) => other.key === onlyWith.key && other.multiplier === onlyWith.multiplier);

/** Places of scale × multiplier × score, and of that times the factor. */
const SCORE_PLACES = 3 * DECIMAL_PLACES;
const RATE_PLACES = 4 * DECIMAL_PLACES;

function rowOf(policy: PayoutPolicy, factor: Decimal12, { model, atRisk, terms, isBenchmark }: RowInput): PayoutRow {
  const unpaidBecause =
    isBenchmark && !policy.paysBenchmarks
      ? 'benchmark'
      : terms.some(({ multiplier, score }, i) => score === null && multiplier * scaleOf(policy, i) !== 0n)
        ? 'null_score'
        : null;
  if (unpaidBecause !== null) {
    return { model, atRisk, terms, weightedScore: null, rate: null, payout: ZERO, unpaidBecause };
  }
  let score = 0n;
  terms.forEach((term, i) => {
    score += scaleOf(policy, i) * term.multiplier * (term.score ?? 0n);
  });
  const rate = rateOf(policy, factor, score);
  return {
    model,
    atRisk,
    terms,
    weightedScore: writeDecimal(score, SCORE_PLACES),
    rate: writeDecimal(rate, RATE_PLACES),
    payout: amountOf(divideTowardsBurn(atRisk * rate, tenTo(RATE_PLACES))),
    unpaidBecause,
  };
}

const scaleOf = (policy: PayoutPolicy, term: number): bigint => policy.scores[term]?.scale ?? 0n;

/** What is paid per token at risk, in 48 places, from a weighted score in 36. */
function rateOf({ clip }: PayoutPolicy, factor: Decimal12, score: bigint): bigint {
  switch (clip.order) {
    case 'before_factor':
      return clamp(score, clip.limit * tenTo(SCORE_PLACES - DECIMAL_PLACES)) * factor;
    case 'after_factor':
      return clamp(score * factor, clip.limit * tenTo(RATE_PLACES - DECIMAL_PLACES));
  }
}

const clamp = (value: bigint, limit: bigint): bigint => (value > limit ? limit : value < -limit ? -limit : value);
