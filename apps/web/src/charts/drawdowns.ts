/** How far each value lies below the highest so far, as a share of that one: 0 at a peak, −.1 after a fall of 10 %. */
export function drawdowns(values: readonly number[]): number[] {
  let peak = 0;
  return values.map((value) => {
    peak = Math.max(peak, value);
    return value === peak ? 0 : value / peak - 1;
  });
}
