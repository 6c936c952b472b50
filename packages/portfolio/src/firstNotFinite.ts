/**
 * Where the first value stands that is not finite, or −1; `isFault` narrows what counts among those. Quick where there is none:
 * x − x is NaN for NaN and infinities, and so is every sum with one of them.
 */
export function firstNotFinite(
  values: Float64Array,
  isFault: (value: number) => boolean = (value) => !Number.isFinite(value),
): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    a += values[at] - values[at];
    b += values[at + 1] - values[at + 1];
    c += values[at + 2] - values[at + 2];
    d += values[at + 3] - values[at + 3];
  }
  const rest = a + b + c + d === 0 ? whole : 0;
  const found = values.subarray(rest).findIndex(isFault);
  return found < 0 ? -1 : rest + found;
}
