import { type Matrix, leastSquaresResidual, normalQuantile, ordinalRank } from '@robata/kernels';
import { prepareCorrelation } from './correlationColumns.ts';
import { mapColumns } from './mapColumns.ts';
import type { PreparedScore } from './preparedScore.ts';

/** Ranks in row order, which decides between ties: sort the rows by id first. */
export function uniformRank(from: Float64Array, to: Float64Array): void {
  const ranks = ordinalRank(from);
  for (let i = 0; i < to.length; i += 1) to[i] = (ranks[i] - 0.5) / to.length;
}

/**
 * CORR of 2022: Pearson(target, rank/n), ties ranked in row order; in [−1, 1]. A NaN in a model, or a constant target, scores NaN;
 * NaN target rows are left out. Source: documentation of April 2022, learn.md "Scoring".
 */
export function prepareCorr2022(predictions: Matrix): PreparedScore {
  return prepareCorrelation(predictions, uniformRank);
}

/**
 * FNC of 2022: u = (rank − ½)/n, minus its fit on the features, then corr@2022. `basis` is
 * `leastSquaresBasis(features, { constant: false })`: no column of ones. Source: documentation of April 2022, feature-neutral-correlation.md.
 */
export function prepareFnc2022(predictions: Matrix, basis: Matrix): PreparedScore {
  return prepareCorr2022(leastSquaresResidual(basis, mapColumns(predictions, uniformRank)));
}

/**
 * FNC of the example scripts of April 2022 (diagnostics): as `prepareFnc2022`, with u gaussianized before neutralization.
 * Source: example-scripts `utils.py` `neutralize`, `get_feature_neutral_mean`.
 */
export function prepareFncEs22(predictions: Matrix, basis: Matrix): PreparedScore {
  return prepareCorr2022(neutralEs22(predictions, basis));
}

/** The neutral predictions of the example scripts: gaussianized rank minus its fit on the features. */
export function neutralEs22(predictions: Matrix, basis: Matrix): Matrix {
  const normal = mapColumns(predictions, (from, to) => {
    uniformRank(from, to);
    for (let i = 0; i < to.length; i += 1) to[i] = normalQuantile(to[i]);
  });
  return leastSquaresResidual(basis, normal);
}
