import { type Matrix, columnRange, crossProduct, matrix, unitDeviationColumns } from '@robata/kernels';
import { type Columns, blockBuffer, collected, eachBlock } from './columnBlocks.ts';
import { type NormalScores, normalScores } from './normalScores.ts';
import { rankColumns } from './ranks.ts';
import { columnsOfRanks, rankItself } from './rankTable.ts';

export interface ExposureSummary {
  /** The largest absolute exposure. */
  readonly maximum: number;
  /** The root of the mean squared exposure: "feature exposure" since September 2020. */
  readonly rootMeanSquare: number;
}

/**
 * Correlations of every feature (row) with every model (column), in [−1, 1]: Pearson of raw values, or of average ranks
 * (`spearman`, the official definition since September 2020). A constant or NaN side gives NaN.
 * One matrix product. Source: forum "model diagnostics: feature exposure"; numerai-tools 0.6.
 */
export function featureExposures(
  predictions: Columns,
  features: Matrix,
  method: 'pearson' | 'spearman' = 'pearson',
): Matrix {
  if (method === 'pearson') return correlations(features, predictions);
  return rankExposures(normalScores(predictions), features);
}

/** The Spearman exposures of models that are ranked already (`normalScores`). */
export function rankExposures({ ranks }: NormalScores, features: Matrix): Matrix {
  const featureRanks = columnsOfRanks(rankColumns(features, 'average'), rankItself);
  return correlations(collected(featureRanks), columnsOfRanks(ranks, rankItself));
}

/** Pearson correlations of each column of the one (rows of the result) with each of the other (its columns). */
function correlations(left: Matrix, right: Columns): Matrix {
  const units = unitDeviationColumns(left);
  const result = matrix(left.columns, right.columns);
  const buffer = blockBuffer(right.rows);
  if (right.rows === 0) return matrix(left.columns, right.columns, result.data.fill(Number.NaN));
  eachBlock(right, (block, from) => {
    const unitBlock = unitDeviationColumns(block, buffer(block.columns));
    crossProduct(units, unitBlock, columnRange(result, from, from + block.columns));
  });
  return result;
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
