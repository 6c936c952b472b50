import { rankColumn } from './rankColumn.ts';

/**
 * Average ranks 1…n of the values: equal values share the mean of the places they fill. NaN stays NaN and is not counted.
 * Ranks are whole or half numbers. An empty column gives an empty column. Example: [5, 1, 5, NaN] → [2.5, 1, 2.5, NaN].
 * `result` may be `values` itself. Throws RangeError on a result of another length.
 */
export const averageRank = (
  values: ArrayLike<number>,
  result: Float64Array = new Float64Array(values.length),
): Float64Array => rankColumn(values, 'averageRank', result);
