// The normal quantile of many probabilities: src/normalQuantile.ts and src/logarithm.ts operation for operation.

/** Each of n probabilities to its normal quantile. */
export function normalQuantiles(x: i32, n: i32): void {
  const end = x + (n << 3);
  const half = f64x2.splat(0.5);
  const widest = f64x2.splat(0.425);
  for (; x + 16 <= end; x += 16) {
    const q = f64x2.sub(v128.load(x), half);
    if (i64x2.all_true(f64x2.le(f64x2.abs(q), widest))) v128.store(x, centralPair(q));
    else {
      store<f64>(x, normalQuantile(load<f64>(x)));
      store<f64>(x, normalQuantile(load<f64>(x, 8)), 8);
    }
  }
  if (x < end) store<f64>(x, normalQuantile(load<f64>(x)));
}

function normalQuantile(p: f64): f64 {
  const q = p - 0.5;
  if (abs(q) <= 0.425) return f64x2.extract_lane(centralPair(f64x2.splat(q)), 0);
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p == 0) return -Infinity;
  if (p == 1) return Infinity;
  const r = sqrt(-logarithm(q < 0 ? p : 1 - p));
  const x = r <= 5 ? tail(r - 1.6) : farTail(r - 5);
  return q < 0 ? -x : x;
}

function step(sum: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), f64x2.splat(c));
}

function centralPair(q: v128): v128 {
  const r = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q));
  let a = step(f64x2.splat(2509.0809287301227), r, 33430.57558358813);
  a = step(a, r, 67265.7709270087);
  a = step(a, r, 45921.95393154987);
  a = step(a, r, 13731.69376550946);
  a = step(a, r, 1971.5909503065513);
  a = step(a, r, 133.14166789178438);
  a = step(a, r, 3.3871328727963665);
  let b = step(f64x2.splat(5226.495278852854), r, 28729.085735721943);
  b = step(b, r, 39307.89580009271);
  b = step(b, r, 21213.794301586597);
  b = step(b, r, 5394.196021424751);
  b = step(b, r, 687.1870074920579);
  b = step(b, r, 42.31333070160091);
  b = step(b, r, 1);
  return f64x2.div(f64x2.mul(q, a), b);
}

function tail(x: f64): f64 {
  let a = 0.0007745450142783414 * x + 0.022723844989269184;
  a = a * x + 0.2417807251774506;
  a = a * x + 1.2704582524523684;
  a = a * x + 3.6478483247632045;
  a = a * x + 5.769497221460691;
  a = a * x + 4.630337846156546;
  a = a * x + 1.4234371107496835;
  let b = 1.0507500716444169e-9 * x + 0.0005475938084995345;
  b = b * x + 0.015198666563616457;
  b = b * x + 0.14810397642748008;
  b = b * x + 0.6897673349851;
  b = b * x + 1.6763848301838038;
  b = b * x + 2.053191626637759;
  b = b * x + 1;
  return a / b;
}

function farTail(x: f64): f64 {
  let a = 2.0103343992922881e-7 * x + 2.7115555687434876e-5;
  a = a * x + 0.0012426609473880784;
  a = a * x + 0.026532189526576124;
  a = a * x + 0.29656057182850487;
  a = a * x + 1.7848265399172913;
  a = a * x + 5.463784911164114;
  a = a * x + 6.657904643501103;
  let b = 2.0442631033899397e-15 * x + 1.421511758316446e-7;
  b = b * x + 1.8463183175100548e-5;
  b = b * x + 0.0007868691311456133;
  b = b * x + 0.014875361290850615;
  b = b * x + 0.1369298809227358;
  b = b * x + 0.599832206555888;
  b = b * x + 1;
  return a / b;
}

/** The natural logarithm of a positive number. */
function logarithm(x: f64): f64 {
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    k = -54;
  }
  const bits = reinterpret<i64>(x);
  k += i32(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  let r: f64 = 2.0 / 25;
  r = r * z + 2.0 / 23;
  r = r * z + 2.0 / 21;
  r = r * z + 2.0 / 19;
  r = r * z + 2.0 / 17;
  r = r * z + 2.0 / 15;
  r = r * z + 2.0 / 13;
  r = r * z + 2.0 / 11;
  r = r * z + 2.0 / 9;
  r = r * z + 2.0 / 7;
  r = r * z + 2.0 / 5;
  r = r * z + 2.0 / 3;
  r *= z;
  const half = 0.5 * f * f;
  return f64(k) * 0.6931471803691238 - (half - (s * (half + r) + f64(k) * 1.9082149292705877e-10) - f);
}
