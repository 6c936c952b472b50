/** Whether all values are equal (−0 equals 0). True for none or one; false as soon as there is a NaN. */
export function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i += 1) if (values[i] !== values[0]) return false;
  return true;
}
