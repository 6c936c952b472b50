import { type Matrix, matrix, multiply, dotProduct, matrixVector, transposedMatrixVector } from '@robata/kernels';

/**
 * The covariance XFX' + diag(d) of n stocks' returns over `horizonDays` trading days. F is positive semidefinite, every d positive.
 * Nothing in it is per day or per year.
 */
export interface RiskModel {
  readonly factorNames: readonly string[];
  /** X, n × K. */
  readonly exposures: Matrix;
  /** F, K × K. */
  readonly factorCovariance: Matrix;
  /** d, n variances; their roots are the specific volatilities. */
  readonly specificVariance: Float64Array;
  /** √(diag(XFX') + d), n. */
  readonly totalVolatility: Float64Array;
  readonly horizonDays: number;
}

/** √(diag(XFX') + d): each stock's volatility over the horizon of F and d. */
export function totalVolatility(
  exposures: Matrix,
  factorCovariance: Matrix,
  specificVariance: Float64Array,
): Float64Array {
  const { rows, columns } = exposures;
  const variance = Float64Array.from(specificVariance);
  const xf = multiply(exposures, factorCovariance).data;
  for (let k = 0; k < columns; k++) {
    for (let i = 0; i < rows; i++) variance[i] += xf[k * rows + i] * exposures.data[k * rows + i];
  }
  return variance.map(Math.sqrt);
}

/** √(w'(XFX' + diag(d))w): the volatility that the model predicts for a portfolio over its horizon. Weights in the model's order. */
export function predictedVolatility(model: RiskModel, weights: Float64Array): number {
  const held = transposedMatrixVector(model.exposures, weights);
  const factor = dotProduct(held, matrixVector(model.factorCovariance, held));
  const specific = dotProduct(
    weights,
    weights.map((weight, i) => weight * model.specificVariance[i]),
  );
  return Math.sqrt(Math.max(0, factor + specific));
}

/** The model with one more factor, uncorrelated with the others; the stocks' own volatilities are kept (see `appendAlphaFactor`). */
export function appendFactor(model: RiskModel, name: string, exposure: Float64Array, variance: number): RiskModel {
  const { rows, columns } = model.exposures;
  const exposures = matrix(rows, columns + 1);
  exposures.data.set(model.exposures.data);
  exposures.data.set(exposure, rows * columns);
  const factorCovariance = matrix(columns + 1, columns + 1);
  for (let k = 0; k < columns; k++) {
    factorCovariance.data.set(model.factorCovariance.data.subarray(k * columns, (k + 1) * columns), k * (columns + 1));
  }
  factorCovariance.data[(columns + 1) ** 2 - 1] = variance;
  return { ...model, factorNames: [...model.factorNames, name], exposures, factorCovariance };
}
