const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = (() => {
  double[0] = 1;
  return words[1] === 0 ? 0 : 1;
})();

/** 2^k for −1022 ≤ k ≤ 1023, exactly. */
function powerOfTwo(k: number): number {
  double[0] = 0;
  words[HIGH] = (k + 1023) << 20;
  return double[0];
}

/**
 * e^x, within about one unit in the last place, from basic operations only: the same bits on every engine.
 * Overflows to Infinity above 709.78, underflows to 0 below −745.13; NaN gives NaN.
 * Method: x = k·ln 2 + r with |r| ≤ 0.35, Taylor series of e^r to r¹⁴.
 */
export function exponential(x: number): number {
  if (x !== x) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  let tail = 1 / 14;
  for (let i = 13; i >= 3; i -= 1) tail = (1 + r * tail) / i;
  // e^r = 1 + (r + r²/2·(1 + r·tail)); `low` was rounded into r once, what was lost is put back.
  const result = 1 + (high - (low - 0.5 * r * r * (1 + r * tail)));
  if (k > 1023) return result * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1022) return result * powerOfTwo(-1022) * powerOfTwo(k + 1022);
  return result * powerOfTwo(k);
}
