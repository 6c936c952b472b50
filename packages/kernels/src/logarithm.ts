/** ln 2 in two parts; the upper one has 32 bits, so that its product with any exponent is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = (() => {
  double[0] = 1;
  return words[1] === 0 ? 0 : 1;
})();

/**
 * The natural logarithm, within about one unit in the last place, from basic operations only: the same bits on every engine,
 * which `Math.log` does not promise. logarithm(0) = −Infinity, of a negative number or NaN: NaN.
 * Method: x = 2^k·m with m in [√½, √2); ln m = 2·artanh(s), s = (m − 1)/(m + 1), as a power series in s² ≤ 0.0295.
 */
export function logarithm(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  double[0] = x;
  if (words[HIGH] < 0x00100000) {
    double[0] = x * 2 ** 54;
    k = -54;
  }
  k += (words[HIGH] >>> 20) - 1023;
  words[HIGH] = (words[HIGH] & 0x000fffff) | 0x3ff00000;
  let m = double[0];
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  // 2·artanh(s) = f − s·(f − r) with r = 2s²/3 + 2s⁴/5 + … (from 2s = f − s·f); f itself is exact.
  let r = 2 / 25;
  for (let odd = 23; odd >= 3; odd -= 2) r = r * z + 2 / odd;
  r *= z;
  const half = 0.5 * f * f;
  // f − half + s·(half + r): the leading terms f − f²/2 are taken out, so that only small terms carry rounding.
  return k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f);
}
