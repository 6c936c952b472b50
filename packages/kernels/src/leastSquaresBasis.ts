import { crossProduct, multiply } from './multiply.ts';
import { columnRange } from './columnRange.ts';
import { type Matrix, column, matrix } from './matrix.ts';
import { singularBasis } from './singularBasis.ts';

export interface LeastSquaresOptions {
  /** Append a column of ones, as every current definition does (default true). */
  readonly constant?: boolean;
  /** Singular values below this share of the largest count as 0 (default 1e-6). */
  readonly relativeTolerance?: number;
}

/** Condition number (a bound from above) up to which Cholesky QR is exact to rounding and no singular value can be dropped. */
const SAFE_CONDITION = 1e5;

/**
 * An orthonormal basis B (rows × rank) of the columns of [features, 1], prepared once and used for many right-hand sides:
 * the least-squares fit of minimal norm to x is B(B'x), the residual x − B(B'x) (see `leastSquaresResidual`).
 * Duplicate, dependent, constant, or more features than rows are allowed: directions below the tolerance are left out.
 * Throws RangeError on a feature that is not finite.
 */
export function leastSquaresBasis(
  features: Matrix,
  { constant = true, relativeTolerance = 1e-6 }: LeastSquaresOptions = {},
): Matrix {
  const a = constant ? withOnes(features) : features;
  for (let k = 0; k < a.data.length; k += 1) {
    if (!Number.isFinite(a.data[k])) {
      throw new RangeError(`feature ${Math.floor(k / a.rows)} is not finite in row ${k % a.rows}`);
    }
  }
  const safeCondition = Math.min(SAFE_CONDITION, 1 / relativeTolerance);
  return (a.columns <= a.rows ? choleskyBasis(a, safeCondition) : undefined) ?? singularBasis(a, relativeTolerance);
}

function withOnes(features: Matrix): Matrix {
  const a = matrix(features.rows, features.columns + 1);
  a.data.set(features.data);
  column(a, features.columns).fill(1);
  return a;
}

/** Cholesky QR, twice (Yamamoto et al. 2015), or undefined where the condition number might pass `safeCondition`. */
function choleskyBasis(a: Matrix, safeCondition: number): Matrix | undefined {
  const gram = upperGram(a);
  const first = inverseOfCholesky(gram);
  // ‖A‖_F·‖A⁻¹‖_F bounds the ratio of the largest to the smallest singular value from above.
  if (first === undefined || !(Math.sqrt(trace(gram) * sumOfSquares(first)) <= safeCondition)) return undefined;
  const nearly = multiply(a, first);
  const second = inverseOfCholesky(upperGram(nearly));
  return second && multiply(nearly, second);
}

/** Columns of the Gram matrix formed at a time, so that they stay in the processor's cache. */
const BLOCK = 32;

/** The upper triangle of A'A (what stands below its blocks stays 0). */
function upperGram(a: Matrix): Matrix {
  const n = a.columns;
  const gram = matrix(n, n);
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    const block = crossProduct(columnRange(a, 0, to), columnRange(a, from, to));
    for (let j = from; j < to; j += 1) column(gram, j).set(column(block, j - from));
  }
  return gram;
}

function trace(a: Matrix): number {
  let sum = 0;
  for (let j = 0; j < a.columns; j += 1) sum += a.data[j * a.rows + j];
  return sum;
}

function sumOfSquares(a: Matrix): number {
  let sum = 0;
  for (let k = 0; k < a.data.length; k += 1) sum += a.data[k] * a.data[k];
  return sum;
}

/** The upper triangular R⁻¹ with R'R = gram, or undefined where a pivot is not safely positive. */
function inverseOfCholesky(gram: Matrix): Matrix | undefined {
  const n = gram.columns;
  const r = matrix(n, n);
  for (let j = 0; j < n; j += 1) {
    const target = column(r, j);
    for (let i = 0; i <= j; i += 1) {
      const other = column(r, i);
      let sum = gram.data[j * n + i];
      for (let k = 0; k < i; k += 1) sum -= other[k] * target[k];
      if (i < j) target[i] = sum / other[i];
      else if (sum > 1e-12 * gram.data[j * n + j]) target[j] = Math.sqrt(sum);
      else return undefined;
    }
  }
  const inverse = matrix(n, n);
  for (let j = 0; j < n; j += 1) {
    const target = column(inverse, j);
    target[j] = 1;
    for (let i = j; i >= 0; i -= 1) {
      const pivot = column(r, i);
      const x = target[i] / pivot[i];
      target[i] = x;
      for (let k = 0; k < i; k += 1) target[k] = target[k] - x * pivot[k];
    }
  }
  return inverse;
}
