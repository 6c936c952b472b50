import { columnRange } from '../columnRange.ts';
import { leastSquaresResidual } from '../leastSquaresResidual.ts';
import { type Matrix, matrix } from '../matrix.ts';
import { crossProduct } from '../multiply.ts';
import { transformColumns } from '../transformColumns.ts';
import { solveLowerColumns } from '../triangularSolve.ts';

/** What threads share: a basis, a triangular factor, columns, and room for what is computed of them. */
export interface SharedColumns {
  readonly basis: Matrix;
  readonly factor: Matrix;
  readonly columns: Matrix;
  readonly ranks: Matrix;
  readonly residuals: Matrix;
  readonly solutions: Matrix;
}

/** Normal scores, residuals and triangular solutions of the columns `from` … `to` − 1, each written to its place. */
export function columnResults(shared: SharedColumns, from: number, to: number): void {
  const [columns, ranks, residuals, solutions] = [shared.columns, shared.ranks, shared.residuals, shared.solutions].map(
    (m) => columnRange(m, from, to),
  );
  transformColumns(columns, ['gaussianizedRank', 'power15', 'unitDeviations'], ranks);
  leastSquaresResidual(shared.basis, ranks, 0.5, residuals);
  crossProduct(shared.basis, residuals, solutions);
  solveLowerColumns(shared.factor, solutions);
}

/** Room for results on a SharedArrayBuffer. */
export const sharedMatrix = (rows: number, columns: number): Matrix =>
  matrix(rows, columns, new Float64Array(new SharedArrayBuffer(8 * rows * columns)));
