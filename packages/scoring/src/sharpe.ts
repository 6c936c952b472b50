import { mean, standardDeviation } from '@robata/kernels';

/**
 * Sharpe ratio of scores or returns: mean/std with divisor n, not annualized. Equal values other than 0 give ±Infinity,
 * zeros or no values NaN; NaN propagates. Source: example-scripts of April 2022; numerai-tools 0.6 `sharpe_ratio`.
 */
export function sharpe(values: ArrayLike<number>): number {
  return mean(values) / standardDeviation(values);
}

/**
 * Sharpe ratio adjusted for skewness S and kurtosis K: SR·(1 + S/6·SR − (K − 3)/24·SR²) (Pezier & White 2006).
 * The public diagnostics show an "adjusted Sharpe" without its formula; this choice is ours.
 */
export function adjustedSharpe(values: ArrayLike<number>): number {
  const ratio = sharpe(values);
  const std = standardDeviation(values);
  const centre = mean(values);
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < values.length; i += 1) {
    const z = (values[i] - centre) / std;
    third += z * z * z;
    fourth += z * z * z * z;
  }
  const skewness = third / values.length;
  const kurtosis = fourth / values.length;
  return ratio * (1 + (skewness / 6) * ratio - ((kurtosis - 3) / 24) * ratio * ratio);
}

/** Correlation of values with those one step later; fewer than three values, or constant ones, give NaN. */
export function autocorrelation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let lagged = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    squares += (values[i] - centre) * (values[i] - centre);
    if (i > 0) lagged += (values[i] - centre) * (values[i - 1] - centre);
  }
  return values.length < 3 || standardDeviation(values) === 0 ? Number.NaN : lagged / squares;
}
