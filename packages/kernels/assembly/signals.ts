// Signals of one value per stock. Sums run in two lanes, over the even and the odd stocks, added at the end.

/** out = (a·x + b·y)/divisor; returns its sum. */
export function blendSignals(out: i32, x: i32, a: f64, y: i32, b: f64, divisor: f64, n: i32): f64 {
  const as = f64x2.splat(a), bs = f64x2.splat(b), divisors = f64x2.splat(divisor);
  let sum = f64x2.splat(0);
  const end = (n & ~1) << 3;
  for (let at = 0; at < end; at += 16) {
    const mixed = f64x2.add(f64x2.mul(as, v128.load(x + at)), f64x2.mul(bs, v128.load(y + at)));
    const value = f64x2.div(mixed, divisors);
    v128.store(out + at, value);
    sum = f64x2.add(sum, value);
  }
  let even = f64x2.extract_lane(sum, 0);
  if (n & 1) {
    const value = (a * load<f64>(x + end) + b * load<f64>(y + end)) / divisor;
    store<f64>(out + end, value);
    even += value;
  }
  return even + f64x2.extract_lane(sum, 1);
}

/** Σ(x − mean)². */
export function squaredDeviations(x: i32, mean: f64, n: i32): f64 {
  const means = f64x2.splat(mean);
  let sum = f64x2.splat(0);
  const end = (n & ~1) << 3;
  for (let at = 0; at < end; at += 16) {
    const d = f64x2.sub(v128.load(x + at), means);
    sum = f64x2.add(sum, f64x2.mul(d, d));
  }
  let even = f64x2.extract_lane(sum, 0);
  if (n & 1) {
    const d = load<f64>(x + end) - mean;
    even += d * d;
  }
  return even + f64x2.extract_lane(sum, 1);
}

/** out = scale · ((x − mean)/deviation), n padded to an even number. */
export function scaleSignal(out: i32, x: i32, mean: f64, deviation: f64, scale: i32, n: i32): void {
  const means = f64x2.splat(mean), deviations = f64x2.splat(deviation);
  for (let at = 0; at < n << 3; at += 16) {
    const z = f64x2.div(f64x2.sub(v128.load(x + at), means), deviations);
    v128.store(out + at, f64x2.mul(v128.load(scale + at), z));
  }
}

/** Writes what differs between two signals to `out`: the stock (32 bits) and x − y, 16 bytes each, in order; returns how many. */
export function listDifferences(x: i32, y: i32, n: i32, out: i32): i32 {
  let end = out;
  for (let i = 0; i < n; i++) {
    const d = load<f64>(x + (i << 3)) - load<f64>(y + (i << 3));
    store<i32>(end, i);
    store<f64>(end, d, 8);
    end += select(0, 16, d == 0);
  }
  return (end - out) >> 4;
}
