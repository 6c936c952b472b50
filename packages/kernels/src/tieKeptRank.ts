import { rankColumn } from './rankColumn.ts';

/**
 * (average rank − ½) / n, strictly between 0 and 1; n counts the values that are not NaN, NaN stays NaN.
 * `result` may be `values` itself. Throws RangeError on a result of another length. Source: numerai-tools 0.6 `tie_kept_rank`.
 */
export const tieKeptRank = (
  values: ArrayLike<number>,
  result: Float64Array = new Float64Array(values.length),
): Float64Array => rankColumn(values, 'tieKeptRank', result);
