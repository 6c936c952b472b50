import { isConstant } from './isConstant.ts';
import { mean } from './mean.ts';

/**
 * The standard deviation with divisor n − `degreesOfFreedom` (default 0: divisor n; 1 gives the sample estimate), in two passes.
 * Equal values give exactly 0. NaN propagates; n ≤ degreesOfFreedom gives NaN.
 */
export function standardDeviation(values: ArrayLike<number>, degreesOfFreedom = 0): number {
  const divisor = values.length - degreesOfFreedom;
  if (divisor <= 0) return Number.NaN;
  if (isConstant(values)) return 0;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i] - centre) * (values[i] - centre);
  return Math.sqrt(sum / divisor);
}
