import { isConstant } from './isConstant.ts';
import { mean } from './mean.ts';

/** Outside these bounds the squares of a length may have lost digits, or all of them. */
const SHORTEST = 1e-150;
const LONGEST = 1e150;

/**
 * (x − mean)/|x − mean|: the centred values at Euclidean length 1, so that a Pearson correlation is one dot product.
 * Any scale will do: deviations whose squares would be beyond the range of numbers are divided by the largest of them first.
 * Equal values, fewer than two values, a NaN or an infinity among them (or in their sum) give NaN throughout.
 * `result` may be `values` itself.
 */
export function unitDeviations(
  values: ArrayLike<number>,
  result: Float64Array = new Float64Array(values.length),
): Float64Array {
  if (isConstant(values)) return result.fill(Number.NaN);
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i] - centre;
    result[i] = x;
    squares += x * x;
  }
  const length = Math.sqrt(squares);
  return divideBy(length >= SHORTEST && length <= LONGEST ? length : rescaledLength(result), result);
}

/** The length of the deviations once they are divided by the largest of them, which happens in place. */
function rescaledLength(deviations: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < deviations.length; i += 1) largest = Math.max(largest, Math.abs(deviations[i]));
  divideBy(largest, deviations);
  let squares = 0;
  for (let i = 0; i < deviations.length; i += 1) squares += deviations[i] * deviations[i];
  return Math.sqrt(squares);
}

function divideBy(divisor: number, values: Float64Array): Float64Array {
  for (let i = 0; i < values.length; i += 1) values[i] /= divisor;
  return values;
}
