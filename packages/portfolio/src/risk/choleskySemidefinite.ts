import { type Matrix, cholesky, matrix } from '@robata/kernels';

/** A pivot below this share of its own diagonal is rounding: the column repeats the columns before it. */
const DEPENDENT_SHARE = 1e-11;

/** The lower Cholesky factor of a positive semidefinite matrix; `dropped[j]` marks columns that repeat earlier ones (their column is 0). */
export interface CholeskyFactor {
  readonly lower: Matrix;
  readonly dropped: readonly boolean[];
}

/**
 * A = LL' for a symmetric positive semidefinite A (K × K, not changed), column by column; above the diagonal L is 0.
 * Linearly dependent columns are dropped, the later one of each set, so that `choleskySolve(lower, b)` of @robata/kernels gives a
 * basic solution with 0 there.
 */
export function choleskySemidefinite(a: Matrix): CholeskyFactor {
  const size = a.rows;
  const lower = matrix(size, size, a.data.slice());
  cholesky(lower, DEPENDENT_SHARE);
  for (let j = 1; j < size; j++) lower.data.fill(0, j * size, j * size + j);
  return { lower, dropped: Array.from({ length: size }, (_, j) => lower.data[j * size + j] === 0) };
}
