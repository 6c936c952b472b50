import type { PayoutPolicy } from '@robata/ledger';
import { type Fraction, floorOf, isLess, nearestOf, negative, plus, scoreOf, times, whole } from './exact.ts';

const TRILLION = 10n ** 12n;
const ONE = whole(1n);

export interface PayoutInputs {
  /** The policy's numbers are read; nothing of its code runs here. */
  readonly policy: PayoutPolicy;
  readonly atRisk: ReadonlyMap<string, bigint>;
  /** By model, in the order of the policy's scores; NaN or nothing: undefined. */
  readonly scores: ReadonlyMap<string, readonly number[]>;
  readonly benchmarks: ReadonlySet<string>;
}

/** What each model at risk is to be paid (or to lose), by the rules as they are written down: definitions §3 and the policy's description. */
export function expectedPayouts({ policy, atRisk, scores, benchmarks }: PayoutInputs): Map<string, bigint> {
  const isUnpaid = (model: string): boolean => benchmarks.has(model) && !policy.paysBenchmarks;
  let total = 0n;
  for (const [model, amount] of atRisk) if (!isUnpaid(model)) total += amount;
  const { threshold } = policy.payoutFactor;
  const factor = total <= threshold ? ONE : whole(nearestOf(whole(threshold * TRILLION, total)), TRILLION);
  const limit = whole(policy.clip.limit, TRILLION);
  const clipped = (value: Fraction): Fraction => {
    if (isLess(limit, value)) return limit;
    return isLess(value, negative(limit)) ? negative(limit) : value;
  };
  return new Map(
    [...atRisk].map(([model, amount]) => {
      if (isUnpaid(model)) return [model, 0n];
      const weighted = weightedScore(policy, scores.get(model) ?? []);
      if (weighted === null) return [model, 0n];
      const rate =
        policy.clip.order === 'after_factor' ? clipped(times(weighted, factor)) : times(clipped(weighted), factor);
      return [model, floorOf(times(whole(amount), rate))];
    }),
  );
}

/** Σ scale × multiplier × score; null where a score that counts is missing. */
function weightedScore({ scores: paid }: PayoutPolicy, values: readonly number[]): Fraction | null {
  let sum = whole(0n);
  for (const [i, { scale, multiplier, onlyWith }] of paid.entries()) {
    const partner = onlyWith && paid.find(({ key }) => key === onlyWith.key);
    const holds = onlyWith === undefined || partner?.multiplier === onlyWith.multiplier;
    const weight = holds ? whole(scale * multiplier, TRILLION * TRILLION) : whole(0n);
    if (weight.over === 0n) continue;
    const value = values[i];
    if (value === undefined || Number.isNaN(value)) return null;
    sum = plus(sum, times(weight, scoreOf(value)));
  }
  return sum;
}
