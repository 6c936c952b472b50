import { type Matrix, column, matrix } from '@robata/kernels';

/** A new matrix of the same shape; `transform` reads one column and writes the same column of the result. */
export function mapColumns(m: Matrix, transform: (from: Float64Array, to: Float64Array) => void): Matrix {
  const result = matrix(m.rows, m.columns);
  for (let j = 0; j < m.columns; j += 1) transform(column(m, j), column(result, j));
  return result;
}
