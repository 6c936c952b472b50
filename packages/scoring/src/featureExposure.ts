import { type Matrix, averageRank, crossProduct, unitDeviations } from '@robata/kernels';
import { mapColumns } from './mapColumns.ts';

export interface ExposureSummary {
  /** The largest absolute exposure. */
  readonly maximum: number;
  /** The root of the mean squared exposure: "feature exposure" since September 2020. */
  readonly rootMeanSquare: number;
}

/**
 * Correlations of every feature (row) with every model (column), in [−1, 1]: Pearson of raw values, or of average ranks
 * (`spearman`, the official definition since September 2020). A constant or NaN side gives NaN.
 * Source: forum "model diagnostics: feature exposure"; numerai-tools 0.6.
 */
export function featureExposures(
  predictions: Matrix,
  features: Matrix,
  method: 'pearson' | 'spearman' = 'pearson',
): Matrix {
  const standardize = (from: Float64Array, to: Float64Array) => {
    unitDeviations(method === 'spearman' ? averageRank(from) : from, to);
  };
  return crossProduct(mapColumns(features, standardize), mapColumns(predictions, standardize));
}

/** Summary of one model's exposures; NaN (constant features) left out; none left gives NaN. */
export function summarizeExposures(exposures: ArrayLike<number>): ExposureSummary {
  let maximum = Number.NaN;
  let squares = 0;
  let count = 0;
  for (let k = 0; k < exposures.length; k += 1) {
    const size = Math.abs(exposures[k]);
    if (size !== size) continue;
    if (!(size <= maximum)) maximum = size;
    squares += size * size;
    count += 1;
  }
  return { maximum, rootMeanSquare: Math.sqrt(squares / count) };
}

/**
 * Exposure dissimilarity, 1 − u'e/e'e, of a model's exposures u to those of the example predictions e: 0 for the example itself.
 * Source: example-scripts of April 2022 `exposure_dissimilarity`.
 */
export function exposureDissimilarity(exposures: ArrayLike<number>, example: ArrayLike<number>): number {
  let ue = 0;
  let ee = 0;
  for (let k = 0; k < example.length; k += 1) {
    const product = exposures[k] * example[k];
    if (product !== product) continue;
    ue += product;
    ee += example[k] * example[k];
  }
  return 1 - ue / ee;
}
