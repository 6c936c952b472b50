import { dotProduct, matrixVector, transposedMatrixVector } from '@robata/kernels';
import type { PortfolioProblem } from '@robata/portfolio';

/** The value being maximized, at any weights: the formula of `PortfolioProblem`, plainly. */
export function objectiveOf(problem: PortfolioProblem, w: Float64Array): number {
  const { alpha, exposures, factorCovariance, riskAversion, specificVariance, linearCost, holdings } = problem;
  const y = transposedMatrixVector(exposures, w);
  let risk = factorCovariance === null ? 0 : dotProduct(y, matrixVector(factorCovariance, y));
  let value = 0;
  for (let i = 0; i < w.length; i++) {
    risk += specificVariance[i] * w[i] * w[i];
    value += alpha[i] * w[i] - linearCost[i] * Math.abs(w[i] - holdings[i]);
  }
  return value - 0.5 * riskAversion * risk;
}
