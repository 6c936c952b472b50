import { fromColumns, matrix } from '@robata/kernels';
import type { RiskModel } from '@robata/portfolio';

/** Stocks of three sectors with a beta, 20-day units; everything from closed forms, nothing random. */
export function smallMarket(stocks = 90) {
  const at = <T>(value: (i: number) => T): T[] => Array.from({ length: stocks }, (_, i) => value(i));
  const beta = at((i) => Math.sin(7 * i));
  const sector = (k: number) => at((i) => (i % 3 === k ? 1 : 0));
  const exposures = fromColumns([at(() => 1), sector(0), sector(1), sector(2), beta]);
  const variances = [0.0025, 0.0006, 0.0006, 0.0006, 0.0008];
  const factorCovariance = matrix(5, 5);
  variances.forEach((variance, k) => {
    factorCovariance.data[k * 5 + k] = variance;
  });
  const specificVariance = Float64Array.from(at((i) => 0.004 + 0.0004 * (i % 11)));
  const riskModel: RiskModel = {
    factorNames: ['market', 'sector:energy', 'sector:health', 'sector:tech', 'style:beta'],
    exposures,
    factorCovariance,
    specificVariance,
    totalVolatility: specificVariance.map((variance, i) => Math.sqrt(variance + 0.0031 + 0.0008 * beta[i] ** 2)),
    horizonDays: 20,
  };
  const size = at((i) => 1 / (1 + (i % 17)));
  const sizes = size.reduce((sum, value) => sum + value, 0);
  return {
    riskModel,
    securities: Int32Array.from(at((i) => 100 + i)),
    ids: at((i) => `n${i}`),
    alpha: Float64Array.from(at((i) => 0.003 * Math.sin(1 + i * i))),
    indexWeights: new Map(at((i) => [100 + i, size[i] / sizes] as const)),
    sectorOf: (security: number) => (security - 100) % 3,
  };
}
