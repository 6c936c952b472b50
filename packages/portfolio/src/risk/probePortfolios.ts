import { choleskySolve, matrixVector, multiply, transposedMatrixVector, weightedCrossProduct } from '@robata/kernels';
import { choleskySemidefinite } from './choleskySemidefinite.ts';
import type { RiskModel } from './riskModel.ts';

/** Weights in the order of the model's stocks. */
const withGrossOne = (weights: Float64Array): Float64Array => {
  const gross = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  return gross > 0 ? weights.map((weight) => weight / gross) : weights;
};

/** Half the stocks long, half short, at random and equally weighted; gross 1, net 0 (an odd stock out). `random` gives numbers in [0, 1). */
export function randomLongShortPortfolio(stocks: number, random: () => number): Float64Array {
  const order = Array.from({ length: stocks }, (_, i) => i);
  for (let i = stocks - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
  const half = Math.floor(stocks / 2);
  const weights = new Float64Array(stocks);
  for (let rank = 0; rank < 2 * half; rank++) weights[order[rank]] = (rank < half ? 1 : -1) / (2 * half);
  return weights;
}

/** A style held in the plainest way: weights in proportion to its exposure less the mean, gross 1, net 0. */
export function stylePortfolio(model: RiskModel, styleName: string): Float64Array {
  const { rows, data } = model.exposures;
  const k = model.factorNames.indexOf(styleName);
  if (k < 0) throw new RangeError(`the risk model has no factor '${styleName}'`);
  const exposure = data.subarray(k * rows, (k + 1) * rows);
  const mean = exposure.reduce((sum, value) => sum + value, 0) / rows;
  return withGrossOne(exposure.map((value) => value - mean));
}

/**
 * The pure portfolio of a factor: exposure to it only, least specific variance (D⁻¹X(X'D⁻¹X)⁻¹e), scaled to gross 1.
 * Its risk is overstated a little: the factor's variance holds the noise of its daily estimate, and the specific part counts it again.
 */
export function factorPortfolio(model: RiskModel, factorName: string): Float64Array {
  const k = model.factorNames.indexOf(factorName);
  if (k < 0) throw new RangeError(`the risk model has no factor '${factorName}'`);
  const precision = model.specificVariance.map((variance) => 1 / variance);
  const unit = new Float64Array(model.factorNames.length);
  unit[k] = 1;
  const mix = choleskySolve(choleskySemidefinite(weightedCrossProduct(model.exposures, precision)).lower, unit);
  return withGrossOne(matrixVector(model.exposures, mix).map((value, i) => value * precision[i]));
}

/**
 * The portfolio that the model likes best for α: Ω⁻¹α, without limits or costs, scaled to gross 1. The one on which a risk model errs most.
 * By Woodbury's identity with F = LL': Ω⁻¹ = D⁻¹ − D⁻¹XL(1 + L'X'D⁻¹XL)⁻¹L'X'D⁻¹, so F may be singular.
 */
export function optimizedPortfolio(model: RiskModel, alpha: Float64Array): Float64Array {
  const { exposures, specificVariance, factorCovariance } = model;
  const { columns } = exposures;
  const { lower } = choleskySemidefinite(factorCovariance);
  const loadings = multiply(exposures, lower);
  const precision = specificVariance.map((variance) => 1 / variance);
  const inner = weightedCrossProduct(loadings, precision);
  for (let k = 0; k < columns; k++) inner.data[k * (columns + 1)] += 1;
  const scaled = alpha.map((value, i) => value * precision[i]);
  const mix = choleskySolve(choleskySemidefinite(inner).lower, transposedMatrixVector(loadings, scaled));
  const hedge = matrixVector(loadings, mix);
  return withGrossOne(scaled.map((value, i) => value - hedge[i] * precision[i]));
}
