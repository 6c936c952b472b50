/** The smallest value that at least this share of the values do not exceed; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Milliseconds as a line shows them. */
export const latencies = (milliseconds: readonly number[]) => ({
  p50: Math.round(10 * percentile(milliseconds, 0.5)) / 10,
  p99: Math.round(10 * percentile(milliseconds, 0.99)) / 10,
  most: Math.round(10 * percentile(milliseconds, 1)) / 10,
});
