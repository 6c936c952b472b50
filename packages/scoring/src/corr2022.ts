import { type Matrix, leastSquaresResidual } from '@robata/kernels';
import { type ColumnBlocks, type Columns, blockBuffer, collected } from './columnBlocks.ts';
import type { PreparedScore } from './preparedScore.ts';
import { prepareRankCorrelation } from './rankCorrelation.ts';
import { type Ranks, rankColumns } from './ranks.ts';
import { columnsOfRanks, uniformNormalTable, uniformTable } from './rankTable.ts';

/** Ranks as 2022 had them, ties in row order: sort the rows by id first. Shared by all scores of that year. */
export function ordinalRanks(predictions: Columns): Ranks {
  return rankColumns(predictions, 'first');
}

/** (rank − ½)/n of ordinal ranks. */
export function uniformColumns(predictions: Columns): Matrix {
  return collected(columnsOfRanks(ordinalRanks(predictions), uniformTable));
}

/**
 * CORR of 2022: Pearson(target, rank/n), ties ranked in row order; in [−1, 1]. A NaN in a model, or a constant target, scores NaN;
 * NaN target rows are left out. Source: documentation of April 2022, learn.md "Scoring".
 */
export function prepareCorr2022(ranks: Ranks): PreparedScore {
  return prepareRankCorrelation(ranks, uniformTable);
}

/**
 * FNC of 2022: u = (rank − ½)/n, minus its fit on the features, then corr@2022. `basis` is
 * `leastSquaresBasis(features, { constant: false })`: no column of ones. Source: documentation of April 2022, feature-neutral-correlation.md.
 */
export function prepareFnc2022(ranks: Ranks, basis: Matrix): PreparedScore {
  return prepareCorr2022(ordinalRanks(residuals(columnsOfRanks(ranks, uniformTable), basis)));
}

/**
 * FNC of the example scripts of April 2022 (diagnostics): as `prepareFnc2022`, with u gaussianized before neutralization.
 * Source: example-scripts `utils.py` `neutralize`, `get_feature_neutral_mean`.
 */
export function prepareFncEs22(ranks: Ranks, basis: Matrix): PreparedScore {
  return prepareCorr2022(ordinalRanks(neutralEs22(ranks, basis)));
}

/** The neutral predictions of the example scripts: gaussianized rank minus its fit on the features. */
export function neutralEs22(ranks: Ranks, basis: Matrix): ColumnBlocks {
  return residuals(columnsOfRanks(ranks, uniformNormalTable), basis);
}

function residuals(columns: ColumnBlocks, basis: Matrix): ColumnBlocks {
  const buffer = blockBuffer(columns.rows);
  return {
    ...columns,
    block: (from, to) => leastSquaresResidual(basis, columns.block(from, to), 1, buffer(to - from)),
  };
}
