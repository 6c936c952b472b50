import { dotProduct } from './dotProduct.ts';
import { unitDeviations } from './unitDeviations.ts';

/**
 * Pearson's correlation, limited to [−1, 1]. A constant side, fewer than two rows or a NaN give NaN.
 * Throws RangeError on a length mismatch.
 */
export function pearsonCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length === 0 && y.length === 0) return Number.NaN;
  const r = dotProduct(unitDeviations(x), unitDeviations(y));
  return r > 1 ? 1 : r < -1 ? -1 : r;
}
