import { type Matrix, column, isConstant, leastSquaresResidual } from '@robata/kernels';
import { type ColumnBlocks, type Columns, blockBuffer, collected, columnsOf } from './columnBlocks.ts';
import { type CorrOptions, prepareCorr } from './corr20v2.ts';
import { type NormalScores, normalScores } from './normalScores.ts';
import type { PreparedScore } from './preparedScore.ts';
import { columnsOfRanks, normalTable } from './rankTable.ts';

export interface NeutralizeOptions {
  /** Share of the least-squares fit that is taken off, usually in [0, 1] (default 1). */
  readonly proportion?: number;
}

/**
 * FNC of numerai-tools 0.6: corr20v2 of normal scores minus their least-squares fit on [features, 1].
 * `basis` is `leastSquaresBasis(features)`, prepared once per era, in the rows of the predictions; features have no NaN.
 * A constant model scores NaN (the table function refuses it). NaN target rows are left out after neutralization.
 * The division by the standard deviation in the published code changes no rank and is left out.
 *
 * @example prepareFnc(normalScores(predictions), leastSquaresBasis(features)).score(target)
 */
export function prepareFnc(
  scores: NormalScores,
  basis: Matrix,
  options?: NeutralizeOptions,
): PreparedScore<CorrOptions> {
  return prepareCorr(neutralScores(scores, basis, options));
}

/**
 * Normal scores of the neutralized normal scores: what `prepareFnc` prepares corr20v2 of, and nearly all of its work. A model's have
 * the same bits whatever other models there are, so that threads may each take a range of models (`joinedRanks`).
 */
export function neutralScores({ ranks }: NormalScores, basis: Matrix, options?: NeutralizeOptions): NormalScores {
  return normalScores(neutralBlocks(columnsOfRanks(ranks, normalTable), basis, options));
}

/** x − proportion·(its least-squares fit), by column. A constant column becomes NaN. Source: numerai-tools 0.6 `neutralize`. */
export function neutralized(columns: Columns, basis: Matrix, options?: NeutralizeOptions): Matrix {
  return collected(neutralBlocks(columns, basis, options));
}

/** The same, made when asked for. */
export function neutralBlocks(
  columns: Columns,
  basis: Matrix,
  { proportion = 1 }: NeutralizeOptions = {},
): ColumnBlocks {
  const buffer = blockBuffer(columns.rows);
  return {
    rows: columns.rows,
    columns: columns.columns,
    block(from, to) {
      const block = columnsOf(columns, from, to);
      const residual = leastSquaresResidual(basis, block, proportion, buffer(to - from));
      for (let j = 0; j < block.columns; j += 1) {
        if (isConstant(column(block, j))) column(residual, j).fill(Number.NaN);
      }
      return residual;
    },
  };
}
