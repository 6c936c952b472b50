import {
  binCombination,
  binCrossProduct,
  binGram,
  cholesky,
  choleskySolve,
  dotProduct,
  type Matrix,
  matrix,
  matrixVector,
} from '@robata/kernels';
import type { TrainingEra } from './trainingEras.ts';

/** Predictions Xb of an era. Their level means nothing: only ranks count. */
export const predict = ({ features }: Pick<TrainingEra, 'features'>, coefficients: Float64Array): Float64Array =>
  binCombination(features, coefficients);

/** X'v: what a change of the predictions by v asks of the coefficients. */
export const pullBack = ({ features }: Pick<TrainingEra, 'features'>, values: Float64Array): Float64Array =>
  binCrossProduct(features, matrix(values.length, 1, values)).data;

/** The features' mean covariance over eras, each centred in its era, and their mean covariance with the targets. */
export interface Moments {
  readonly covariance: Matrix;
  readonly withTarget: Float64Array;
}

export function momentsOf(eras: readonly TrainingEra[]): Moments {
  const columns = eras[0]?.features.columns ?? 0;
  const covariance = matrix(columns, columns);
  const withTarget = new Float64Array(columns);
  for (const era of eras) {
    const { rows } = era.features;
    const share = 1 / (rows * eras.length);
    const sums = pullBack(era, new Float64Array(rows).fill(1));
    const products = binGram(era.features).data;
    for (let j = 0; j < columns; j++) {
      for (let i = 0; i < columns; i++) {
        const at = j * columns + i;
        covariance.data[at] += share * ((products[at] as number) - ((sums[i] as number) * (sums[j] as number)) / rows);
      }
    }
    pullBack(era, centred(era.target)).forEach((value, j) => (withTarget[j] += share * value));
  }
  return { covariance, withTarget };
}

/** The metric of ridge regression: solves (covariance + λI) x = b. */
export function ridgeSolver({ covariance }: Moments, lambda: number): (b: Float64Array) => Float64Array {
  const system = matrix(covariance.rows, covariance.columns, covariance.data.slice());
  for (let j = 0; j < system.columns; j++) system.data[j * (system.rows + 1)] += lambda;
  cholesky(system);
  return (b) => choleskySolve(system, b.slice());
}

/** Inner products of models: the mean covariance of their predictions over the eras of the moments. */
export interface Geometry {
  product(a: Float64Array, b: Float64Array): number;
  /** Scaled to unit variance of the predictions. Throws RangeError on coefficients that predict nothing. */
  unit(a: Float64Array): Float64Array;
}

export function geometryOf({ covariance }: Moments): Geometry {
  const product = (a: Float64Array, b: Float64Array): number => dotProduct(a, matrixVector(covariance, b));
  return {
    product,
    unit(a) {
      const variance = product(a, a);
      if (!(variance > 0)) throw new RangeError('the model predicts the same for every stock');
      return a.map((value) => value / Math.sqrt(variance));
    },
  };
}

/** Less the mean of its numbers; a missing target counts as that mean. */
function centred(target: Float64Array): Float64Array {
  const known = target.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  return target.map((value) => (Number.isNaN(value) ? 0 : value - mean));
}
