import {
  fromColumns,
  leastSquaresBasis,
  leastSquaresResidual,
  mean,
  pearsonCorrelation,
  quantile,
  standardDeviation,
} from '@robata/kernels';

/** Mean of (x − mean)^power. */
export function centralMoment(x: ArrayLike<number>, power: number): number {
  const centre = mean(x);
  return mean(Float64Array.from(x, (value) => (value - centre) ** power));
}

export const kurtosis = (x: ArrayLike<number>): number => centralMoment(x, 4) / centralMoment(x, 2) ** 2;

export const quantiles = (x: ArrayLike<number>, probabilities: readonly number[]): number[] =>
  probabilities.map((p) => quantile(x, p));

export const median = (x: ArrayLike<number>): number => quantile(x, 0.5);

export const autocorrelation = (x: Float64Array, lag: number): number =>
  pearsonCorrelation(x.subarray(lag), x.subarray(0, -lag));

/** Zero mean, unit standard deviation. */
export function standardized(x: Float64Array): Float64Array {
  const centre = mean(x);
  const scale = standardDeviation(x);
  return x.map((value) => (value - centre) / scale);
}

/** y less its least-squares fit on the columns (no constant is added). */
export function residual(y: Float64Array, columns: readonly Float64Array[]): Float64Array {
  return leastSquaresResidual(leastSquaresBasis(fromColumns(columns), { constant: false }), fromColumns([y])).data;
}
