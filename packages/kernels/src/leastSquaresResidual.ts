import { type Matrix, matrix } from './matrix.ts';
import { crossProduct, multiply } from './multiply.ts';

/**
 * columns − proportion·B(B'columns), written to `out` (overwritten; it must not overlap `columns`): each column minus its
 * least-squares fit, for an orthonormal basis B of `leastSquaresBasis`. `proportion` is usually in [0, 1].
 * NaN in a column makes that column NaN. Throws RangeError where the rows differ in number, or on a wrong `out`.
 */
export function leastSquaresResidual(
  basis: Matrix,
  columns: Matrix,
  proportion = 1,
  out: Matrix = matrix(columns.rows, columns.columns),
): Matrix {
  if (basis.rows !== columns.rows) {
    throw new RangeError(`the basis has ${basis.rows} rows and the columns have ${columns.rows}`);
  }
  const { data } = multiply(basis, crossProduct(basis, columns), out);
  for (let k = 0; k < data.length; k += 1) data[k] = columns.data[k] - proportion * data[k];
  return out;
}
