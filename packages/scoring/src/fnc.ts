import { type Matrix, column, columnRange, isConstant, leastSquaresResidual, matrix } from '@robata/kernels';
import { type CorrOptions, prepareCorr } from './corr20v2.ts';
import type { NormalScores } from './normalScores.ts';
import type { PreparedScore } from './preparedScore.ts';

export interface NeutralizeOptions {
  /** Share of the least-squares fit that is taken off, usually in [0, 1] (default 1). */
  readonly proportion?: number;
}

/** Columns neutralized at a time: enough for the kernels to be fast, little enough for the processor's cache. */
const BLOCK = 64;

/**
 * FNC of numerai-tools 0.6: corr20v2 of normal scores minus their least-squares fit on [features, 1].
 * `basis` is `leastSquaresBasis(features)`, prepared once per era, in the rows of the predictions; features have no NaN.
 * A constant model scores NaN (the table function refuses it). NaN target rows are left out after neutralization.
 * The division by the standard deviation in the published code changes no rank and is left out.
 *
 * @example prepareFnc(normalScores(predictions), leastSquaresBasis(features)).score(target)
 */
export function prepareFnc(
  { normal }: NormalScores,
  basis: Matrix,
  options?: NeutralizeOptions,
): PreparedScore<CorrOptions> {
  return prepareCorr({ normal: neutralized(normal, basis, options) });
}

/** x − proportion·(its least-squares fit), by column. A constant column becomes NaN. Source: numerai-tools 0.6 `neutralize`. */
export function neutralized(columns: Matrix, basis: Matrix, { proportion = 1 }: NeutralizeOptions = {}): Matrix {
  const result = matrix(columns.rows, columns.columns);
  for (let from = 0; from < columns.columns; from += BLOCK) {
    const to = Math.min(from + BLOCK, columns.columns);
    const residual = leastSquaresResidual(basis, columnRange(columns, from, to), proportion);
    result.data.set(residual.data, from * columns.rows);
  }
  for (let j = 0; j < columns.columns; j += 1) {
    if (isConstant(column(columns, j))) column(result, j).fill(Number.NaN);
  }
  return result;
}
