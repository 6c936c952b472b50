import { stableOrder } from '@robata/kernels';
import { ScoringError } from './scoringError.ts';

/**
 * The rows of the k smallest and the k largest values, in row order. Among equals the first rows count to the bottom and the
 * last to the top (sort rows by id first). NaN is left out. Throws ScoringError where 2k exceeds the number of values.
 */
export function topBottomRows(values: ArrayLike<number>, k: number): Uint32Array {
  const { count, rows } = stableOrder(values);
  if (!(Number.isInteger(k) && k > 0 && 2 * k <= count)) {
    throw new ScoringError('top_bottom_too_large', `the top and bottom ${k} need ${2 * k} rows and there are ${count}`);
  }
  const chosen = new Uint32Array(2 * k);
  chosen.set(rows.subarray(0, k));
  chosen.set(rows.subarray(count - k, count), k);
  return chosen.sort();
}
