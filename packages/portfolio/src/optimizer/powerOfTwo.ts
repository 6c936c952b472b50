const bits = new BigUint64Array(1);
const value = new Float64Array(bits.buffer);

/** The largest power of two ≤ x, for x > 0 and not subnormal; 1 for 0. */
export function powerOfTwo(x: number): number {
  value[0] = x;
  bits[0] &= 0x7ff0000000000000n;
  return value[0] || 1;
}
