import { mean } from '@robata/kernels';

export interface MeanWithStandardError {
  readonly mean: number;
  readonly standardError: number;
  /** How many values there were (NaN not counted). */
  readonly count: number;
}

/**
 * The mean of a series of overlapping scores and its Newey-West standard error: √((γ₀ + 2Σ(1 − l/(L + 1))·γ_l)/n), γ_l the
 * autocovariance at lag l with divisor n, L = `lags` (4 for weekly rounds of 20 days, 20 for daily; 0 for independent scores).
 * NaN (rounds without a score) is left out and the rest moves together; one value gives NaN as error, none NaN for both.
 * Source: Newey & West, Econometrica 55 (1987) 703–708.
 */
export function meanWithStandardError(values: ArrayLike<number>, lags: number): MeanWithStandardError {
  if (!(Number.isInteger(lags) && lags >= 0))
    throw new RangeError(`lags must be a whole number from 0 on, not ${lags}`);
  const known = Array.from(values).filter((x) => x === x);
  const n = known.length;
  const centre = mean(known);
  let variance = 0;
  for (let lag = 0; lag <= Math.min(lags, n - 1); lag += 1) {
    let covariance = 0;
    for (let i = lag; i < n; i += 1) covariance += (known[i] - centre) * (known[i - lag] - centre);
    variance += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * (covariance / n);
  }
  return { mean: centre, standardError: n > 1 ? Math.sqrt(Math.max(0, variance) / n) : Number.NaN, count: n };
}
