import { crossProduct, multiply } from './multiply.ts';
import { type Matrix, matrix } from './matrix.ts';

/**
 * columns − proportion·B(B'columns): each column minus its least-squares fit, for an orthonormal basis B of `leastSquaresBasis`.
 * `proportion` is usually in [0, 1]. NaN in a column makes that column NaN. Throws RangeError where the rows differ in number.
 */
export function leastSquaresResidual(basis: Matrix, columns: Matrix, proportion = 1): Matrix {
  if (basis.rows !== columns.rows) {
    throw new RangeError(`the basis has ${basis.rows} rows and the columns have ${columns.rows}`);
  }
  const fit = multiply(basis, crossProduct(basis, columns));
  const result = matrix(columns.rows, columns.columns);
  for (let k = 0; k < result.data.length; k += 1) {
    result.data[k] = columns.data[k] - proportion * fit.data[k];
  }
  return result;
}
