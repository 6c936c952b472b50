/** The sum of all values up to each one; null stays null and adds nothing. */
export function runningSum(values: readonly (number | null)[]): (number | null)[] {
  const sums: (number | null)[] = [];
  let sum = 0;
  for (const value of values) {
    sum += value ?? 0;
    sums.push(value === null ? null : sum);
  }
  return sums;
}
