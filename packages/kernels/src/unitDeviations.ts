import { isConstant } from './isConstant.ts';
import { mean } from './mean.ts';

/**
 * (x − mean)/|x − mean|: the centred values at Euclidean length 1, so that a Pearson correlation is one dot product.
 * Equal values, fewer than two values, or a NaN among them give NaN throughout. `result` may be `values` itself.
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
  for (let i = 0; i < result.length; i += 1) result[i] /= length;
  return result;
}
