import { stableOrder } from './stableOrder.ts';

/**
 * The p-quantile of the values by linear interpolation between order statistics (type 7: NumPy, R), 0 ≤ p ≤ 1.
 * NaN is left out; no values give NaN. p = ½ is the median. Throws RangeError for p outside [0, 1].
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile needs p between 0 and 1, not ${p}`);
  const { count, values: sorted } = stableOrder(values);
  if (count === 0) return Number.NaN;
  const place = p * (count - 1);
  const below = Math.floor(place);
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, count - 1)];
  return low === high ? low : low + (place - below) * (high - low);
}
