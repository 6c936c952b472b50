/**
 * The bias statistic: the standard deviation (divisor n − 1) of realized returns, each divided by the volatility predicted for it.
 * 1 is perfect, above 1 the risk was understated; within 1 ± √(2/n) it cannot be told from 1 for normal returns.
 * Periods whose prediction is not positive or whose return is NaN are left out; NaN for fewer than two. Returns and predictions are per period of the same length.
 */
export function biasStatistic(realized: ArrayLike<number>, predicted: ArrayLike<number>): number {
  if (realized.length !== predicted.length)
    throw new RangeError(`${realized.length} returns and ${predicted.length} predictions`);
  const ratios: number[] = [];
  for (let t = 0; t < realized.length; t++) {
    const ratio = realized[t] / predicted[t];
    if (predicted[t] > 0 && Number.isFinite(ratio)) ratios.push(ratio);
  }
  if (ratios.length < 2) return Number.NaN;
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  return Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1));
}
