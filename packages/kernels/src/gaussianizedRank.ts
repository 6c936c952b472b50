import { rankColumn } from './rankColumn.ts';

/**
 * normalQuantile((average rank − ½)/n): the normal score of each value. NaN stays NaN and does not count in n.
 * Exactly antisymmetric: reversing the order of the values turns every sign and changes no other bit; a constant column gives zeros.
 * Source: numerai-tools 0.6 `tie_kept_rank` followed by `gaussian`. `result` may be `values` itself.
 * Throws RangeError on a result of another length. Many columns: `gaussianizedRankColumns`.
 */
export const gaussianizedRank = (
  values: ArrayLike<number>,
  result: Float64Array = new Float64Array(values.length),
): Float64Array => rankColumn(values, 'gaussianizedRank', result);
