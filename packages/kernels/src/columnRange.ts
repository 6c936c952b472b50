import { type Matrix, matrix } from './matrix.ts';

/** Columns `from` … `to` − 1 as a matrix over the same data (no copy). Throws RangeError on a range outside the matrix. */
export function columnRange(m: Matrix, from: number, to: number): Matrix {
  if (!(0 <= from && from <= to && to <= m.columns)) {
    throw new RangeError(`columns ${from} to ${to} are not within ${m.columns} columns`);
  }
  return matrix(m.rows, to - from, m.data.subarray(from * m.rows, to * m.rows));
}
