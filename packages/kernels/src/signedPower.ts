import { exponential } from './exponential.ts';
import { logarithm } from './logarithm.ts';

/**
 * sign(x)·|x|^power for power > 0 (default 1.5): odd in x, 0 stays 0, NaN stays NaN, ±Infinity stays.
 * 1.5 and 0.5 use square roots, which IEEE 754 rounds correctly; other powers exp(power·ln|x|) on basic operations.
 */
export function signedPower(x: number, power = 1.5): number {
  const size = Math.abs(x);
  if (power === 1.5) return x * Math.sqrt(size);
  if (size === 0 || size === Number.POSITIVE_INFINITY) return x;
  const raised = power === 0.5 ? Math.sqrt(size) : exponential(power * logarithm(size));
  return x < 0 ? -raised : raised;
}
