import { cholesky, lowerInverse } from './cholesky.ts';
import { columnRange } from './columnRange.ts';
import { type Matrix, column, fromColumns, matrix } from './matrix.ts';
import { multiply } from './multiply.ts';
import { singularBasis } from './singularBasis.ts';
import { gram } from './weightedCrossProduct.ts';

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
  const products = gram(a);
  const size = Math.sqrt(trace(products));
  const first = inverseOfCholesky(products);
  // ‖A‖_F·‖A⁻¹‖_F bounds the ratio of the largest to the smallest singular value from above.
  if (first === undefined || !(size * Math.sqrt(sumOfSquares(first)) <= safeCondition)) return undefined;
  const nearly = timesUpper(a, first);
  const second = inverseOfCholesky(gram(nearly));
  return second && timesUpper(nearly, second);
}

/** Columns of a triangular product formed at a time: what lies below the triangle is left out of each. */
const TOGETHER = 112;

/** A R for an upper triangular R. */
function timesUpper(a: Matrix, upper: Matrix): Matrix {
  const n = upper.columns;
  const result = matrix(a.rows, n);
  for (let from = 0; from < n; from += TOGETHER) {
    const to = Math.min(from + TOGETHER, n);
    const block = fromColumns(
      Array.from({ length: to - from }, (_, k) => column(upper, from + k).subarray(0, to)),
      to,
    );
    multiply(columnRange(a, 0, to), block, columnRange(result, from, to));
  }
  return result;
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

/** The upper triangular R⁻¹ with R'R = the matrix, which is overwritten; undefined where a pivot is not safely positive. */
function inverseOfCholesky(products: Matrix): Matrix | undefined {
  if (cholesky(products, 1e-12) > 0) return undefined;
  const n = products.rows;
  const lower = lowerInverse(products);
  const upper = matrix(n, n);
  for (let j = 0; j < n; j += 1) for (let i = 0; i <= j; i += 1) upper.data[j * n + i] = lower.data[i * n + j];
  return upper;
}
