/** The finite values in ascending order (a copy; -0 before 0, as typed arrays sort). */
export function sortedFinite(values: ArrayLike<number>): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) kept[count++] = values[i];
  }
  return kept.subarray(0, count).sort();
}

/**
 * The p-quantile (0 ≤ p ≤ 1) of ascending values, linear between neighbours (NumPy's default, Hyndman and Fan type 7).
 * NaN for no values.
 */
export function sortedQuantile(ascending: ArrayLike<number>, p: number): number {
  if (ascending.length === 0) return Number.NaN;
  const position = p * (ascending.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (position - below) * (ascending[above] - ascending[below]);
}

/**
 * Median and robust standard deviation (1.4826 × median absolute deviation, the sd of a normal sample) of the finite values.
 * Both NaN for no values; the sd is 0 when more than half the values are equal.
 */
export function robustMoments(values: ArrayLike<number>): { median: number; sd: number } {
  const ascending = sortedFinite(values);
  const median = sortedQuantile(ascending, 0.5);
  for (let i = 0; i < ascending.length; i++) ascending[i] = Math.abs(ascending[i] - median);
  return { median, sd: 1.4826 * sortedQuantile(ascending.sort(), 0.5) };
}

/**
 * A copy with every value moved to within `sds` robust standard deviations of the median; NaN stays.
 * Where the robust sd is 0 it measures nothing, and the values are left as they are.
 */
export function clipRobust(values: Float64Array, sds: number): Float64Array {
  const { median, sd } = robustMoments(values);
  if (!(sd > 0)) return Float64Array.from(values);
  return values.map((value) => Math.min(median + sds * sd, Math.max(median - sds * sd, value)));
}
