import { type Matrix, column, matrix } from './matrix.ts';
import { matrixVector, transposedMatrixVector } from './matrixVector.ts';

/**
 * C = A B (rows × columns of B). Every column of C is `matrixVector(A, column of B)`, to the bit.
 * NaN propagates. Throws RangeError when A's columns and B's rows differ.
 */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw new RangeError(`cannot multiply ${a.columns} columns by ${b.rows} rows`);
  const result = matrix(a.rows, b.columns);
  for (let j = 0; j < b.columns; j++) matrixVector(a, column(b, j), column(result, j));
  return result;
}

/**
 * C = A'B (columns of A × columns of B): all dot products of their columns, each summed in row order.
 * NaN propagates. Throws RangeError when the rows of A and B differ.
 */
export function crossProduct(a: Matrix, b: Matrix): Matrix {
  if (a.rows !== b.rows) throw new RangeError(`cannot pair ${a.rows} rows with ${b.rows} rows`);
  const result = matrix(a.columns, b.columns);
  for (let j = 0; j < b.columns; j++) transposedMatrixVector(a, column(b, j), column(result, j));
  return result;
}
