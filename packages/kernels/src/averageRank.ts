import { stableOrder } from './stableOrder.ts';

/**
 * Average ranks 1…n of the values: equal values share the mean of the places they fill. NaN stays NaN and is not counted.
 * Ranks are whole or half numbers. An empty column gives an empty column. Example: [5, 1, 5, NaN] → [2.5, 1, 2.5, NaN].
 * `result` may be `values` itself.
 */
export function averageRank(
  values: ArrayLike<number>,
  result: Float64Array = new Float64Array(values.length),
): Float64Array {
  const n = values.length;
  const { count, rows, values: sorted } = stableOrder(values);
  if (count < n) result.fill(Number.NaN);
  for (let first = 0; first < count; ) {
    const x = sorted[first];
    let end = first + 1;
    while (end < count && sorted[end] === x) end += 1;
    const rank = (first + 1 + end) / 2;
    for (let k = first; k < end; k += 1) result[rows[k]] = rank;
    first = end;
  }
  return result;
}
