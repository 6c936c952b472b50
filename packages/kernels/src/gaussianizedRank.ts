import { normalQuantile } from './normalQuantile.ts';
import { stableOrder } from './stableOrder.ts';

/** Quantile tables by n, the latest first. The columns of a round have the length of its universe, so that few tables serve all. */
const tables: { n: number; quantiles: Float64Array }[] = [];
const TABLE_LIMIT = 8;

/** normalQuantile((rank − ½)/n) for rank = 1, 1½, 2, … n, at index 2·rank − 2; exactly antisymmetric about its middle. */
function quantilesOfRanks(n: number): Float64Array {
  const known = tables.findIndex((table) => table.n === n);
  if (known === 0) return (tables[0] as { quantiles: Float64Array }).quantiles;
  const table = known > 0 ? tables.splice(known, 1)[0] : undefined;
  const quantiles = table?.quantiles ?? computeQuantiles(n);
  tables.unshift({ n, quantiles });
  tables.length = Math.min(tables.length, TABLE_LIMIT);
  return quantiles;
}

function computeQuantiles(n: number): Float64Array {
  const quantiles = new Float64Array(2 * n - 1);
  for (let low = 0, high = 2 * n - 2; low < high; low += 1, high -= 1) {
    const x = normalQuantile(((low + 2) / 2 - 0.5) / n);
    quantiles[low] = x;
    quantiles[high] = -x;
  }
  return quantiles;
}

/**
 * normalQuantile((average rank − ½)/n): the normal score of each value. NaN stays NaN and does not count in n.
 * Exactly antisymmetric: reversing the order of the values turns every sign and changes no other bit; a constant column gives zeros.
 * Source: numerai-tools 0.6 `tie_kept_rank` followed by `gaussian`. `result` may be `values` itself.
 */
export function gaussianizedRank(
  values: ArrayLike<number>,
  result: Float64Array = new Float64Array(values.length),
): Float64Array {
  const { count, rows, values: sorted } = stableOrder(values);
  if (count < values.length) result.fill(Number.NaN);
  if (count === 0) return result;
  const quantiles = quantilesOfRanks(count);
  for (let first = 0; first < count; ) {
    const x = sorted[first];
    let end = first + 1;
    while (end < count && sorted[end] === x) end += 1;
    const score = quantiles[first + end - 1];
    for (let k = first; k < end; k += 1) result[rows[k]] = score;
    first = end;
  }
  return result;
}
