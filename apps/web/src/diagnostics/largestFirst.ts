/** The places of the values, the largest (sign aside) first; what is missing comes last, equal values in their order. */
export function largestFirst(values: readonly (number | null)[]): number[] {
  const size = (at: number): number => Math.abs(values[at] ?? -1) * (values[at] === null ? -1 : 1);
  return values.map((_, at) => at).sort((a, b) => size(b) - size(a));
}
