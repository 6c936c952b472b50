import { isConstant } from '@robata/kernels';

/** Values minus their mean, NaN left out of the mean and left in place; equal values give exact zeros. */
export function centred(values: Float64Array): Float64Array {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (values[i] !== values[i]) continue;
    sum += values[i];
    count += 1;
  }
  const centre = isConstant(values) ? values[0] : sum / count;
  return values.map((x) => x - centre);
}
