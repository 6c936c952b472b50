import { stableOrder } from './stableOrder.ts';

/**
 * Ranks 1…n of the values, equal values in row order (pandas: `method="first"`). NaN stays NaN and is not counted.
 * The row order decides between ties, so sort rows by id first where the result must not hang on the order of upload.
 */
export function ordinalRank(values: ArrayLike<number>): Float64Array {
  const result = new Float64Array(values.length).fill(Number.NaN);
  const { count, rows } = stableOrder(values);
  for (let k = 0; k < count; k += 1) result[rows[k]] = k + 1;
  return result;
}
