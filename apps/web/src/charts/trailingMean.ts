/** The mean of each value with up to `window − 1` before it; what is missing is left out, a window of nothing is null. */
export function trailingMean(values: readonly (number | null)[], window: number): (number | null)[] {
  return values.map((_, end) => {
    const known = values.slice(Math.max(0, end - window + 1), end + 1).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
