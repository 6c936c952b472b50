// Transforms of columns, in place. Sums run in row order; four columns at a time have their sums side by side.

/** x·√|x| for n values. */
export function power15(x: i32, n: i32): void {
  const end = x + (n << 3);
  for (; x + 16 <= end; x += 16) {
    const v = v128.load(x);
    v128.store(x, f64x2.mul(v, f64x2.sqrt(f64x2.abs(v))));
  }
  if (x < end) store<f64>(x, load<f64>(x) * sqrt(abs(load<f64>(x))));
}

/** Outside these bounds the squares of a length may have lost digits, or all of them. */
const SHORTEST: f64 = 1e-150;
const LONGEST: f64 = 1e150;

/** Each column of `rows` values to (x − mean)/|x − mean|; NaN throughout where all values are equal or one is not finite. */
export function unitDeviations(x: i32, rows: i32, columns: i32): void {
  const bytes = rows << 3;
  let j = 0;
  for (; j + 4 <= columns; j += 4) fourUnitDeviations(x + j * bytes, bytes);
  for (; j < columns; j++) oneUnitDeviations(x + j * bytes, bytes);
}

function fourUnitDeviations(a: i32, bytes: i32): void {
  const b = a + bytes;
  const c = b + bytes;
  const d = c + bytes;
  let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
  for (let i = 0; i < bytes; i += 8) {
    s0 += load<f64>(a + i);
    s1 += load<f64>(b + i);
    s2 += load<f64>(c + i);
    s3 += load<f64>(d + i);
  }
  const n = f64(bytes >> 3);
  centre(a, bytes, s0 / n);
  centre(b, bytes, s1 / n);
  centre(c, bytes, s2 / n);
  centre(d, bytes, s3 / n);
  s0 = 0; s1 = 0; s2 = 0; s3 = 0;
  for (let i = 0; i < bytes; i += 8) {
    const x0 = load<f64>(a + i);
    const x1 = load<f64>(b + i);
    const x2 = load<f64>(c + i);
    const x3 = load<f64>(d + i);
    s0 += x0 * x0;
    s1 += x1 * x1;
    s2 += x2 * x2;
    s3 += x3 * x3;
  }
  toLengthOne(a, bytes, sqrt(s0));
  toLengthOne(b, bytes, sqrt(s1));
  toLengthOne(c, bytes, sqrt(s2));
  toLengthOne(d, bytes, sqrt(s3));
}

function oneUnitDeviations(a: i32, bytes: i32): void {
  let sum: f64 = 0;
  for (let i = 0; i < bytes; i += 8) sum += load<f64>(a + i);
  centre(a, bytes, sum / f64(bytes >> 3));
  sum = 0;
  for (let i = 0; i < bytes; i += 8) sum += load<f64>(a + i) * load<f64>(a + i);
  toLengthOne(a, bytes, sqrt(sum));
}

/** x − mean; where all values are equal, NaN (their deviations may be rounding errors). */
function centre(x: i32, bytes: i32, mean: f64): void {
  const end = x + bytes;
  if (isConstant(x, bytes)) mean = NaN;
  const m = f64x2.splat(mean);
  for (; x + 16 <= end; x += 16) v128.store(x, f64x2.sub(v128.load(x), m));
  if (x < end) store<f64>(x, load<f64>(x) - mean);
}

/** Whether all values are equal: true for none or one, false as soon as there is a NaN. */
function isConstant(x: i32, bytes: i32): bool {
  const end = x + bytes;
  for (let at = x; at < end; at += 8) if (load<f64>(at) != load<f64>(x)) return false;
  return true;
}

/** Deviations of the given length to length 1; where that is no number to divide by, they are divided by the largest first. */
function toLengthOne(x: i32, bytes: i32, length: f64): void {
  divide(x, bytes, length >= SHORTEST && length <= LONGEST ? length : rescaledLength(x, bytes));
}

function rescaledLength(x: i32, bytes: i32): f64 {
  const end = x + bytes;
  let largest: f64 = 0;
  for (let at = x; at < end; at += 8) largest = max(largest, abs(load<f64>(at)));
  divide(x, bytes, largest);
  let squares: f64 = 0;
  for (let at = x; at < end; at += 8) squares += load<f64>(at) * load<f64>(at);
  return sqrt(squares);
}

function divide(x: i32, bytes: i32, length: f64): void {
  const end = x + bytes;
  const l = f64x2.splat(length);
  for (; x + 16 <= end; x += 16) v128.store(x, f64x2.div(v128.load(x), l));
  if (x < end) store<f64>(x, load<f64>(x) / length);
}
