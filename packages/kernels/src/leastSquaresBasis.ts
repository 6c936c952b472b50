import { cholesky, lowerInverse } from './cholesky.ts';
import { columnRange } from './columnRange.ts';
import { dotProduct } from './dotProduct.ts';
import { leastSquaresResidual } from './leastSquaresResidual.ts';
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
/** What is shorter than this share of the whole matrix is rounding. */
const ROUNDING = 1e-13;
/** Above this tolerance, whatever is rounding counts as 0. */
const SAFE_TOLERANCE = 1e-9;

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
  return (a.columns <= a.rows ? choleskyBasis(a, relativeTolerance) : undefined) ?? singularBasis(a, relativeTolerance);
}

function withOnes(features: Matrix): Matrix {
  const a = matrix(features.rows, features.columns + 1);
  a.data.set(features.data);
  column(a, features.columns).fill(1);
  return a;
}

/**
 * The basis by Cholesky QR where it is the same to rounding as that of the singular vectors, else undefined. Columns that depend on those before
 * them, as the dummies of all sectors do on the market, are left out first: what the others do not explain of them has to be rounding.
 */
function choleskyBasis(a: Matrix, relativeTolerance: number): Matrix | undefined {
  const safeCondition = Math.min(SAFE_CONDITION, 1 / relativeTolerance);
  const products = gram(a);
  const squares = Float64Array.from({ length: a.columns }, (_, j) => products.data[j * (a.columns + 1)]);
  const size = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  const dropped = cholesky(products, DEPENDENT);
  const isShort = (j: number): boolean => squares[j] <= (ROUNDING * size) ** 2;
  if (dropped === 0 && !squares.some((_, j) => isShort(j))) return cholesky2(a, products, size, safeCondition);
  if (relativeTolerance < SAFE_TOLERANCE) return undefined;
  const isKept = (j: number): boolean => products.data[j * (a.columns + 1)] > 0 && !isShort(j);
  const [kept, left] = [columnsWhere(a, isKept), columnsWhere(a, (j) => !isKept(j))];
  const factor = gram(kept);
  if (kept.columns === 0 || cholesky(factor, DEPENDENT) > 0) return undefined;
  const basis = cholesky2(kept, factor, size, safeCondition);
  const isExplained = basis !== undefined && isRounding(leastSquaresResidual(basis, left), ROUNDING * size);
  return isExplained ? basis : undefined;
}

/** A pivot of no more than this share of its column's square: the column depends on those before it. */
const DEPENDENT = 1e-12;

/**
 * Cholesky QR, twice (Yamamoto et al. 2015), or undefined where the condition number might pass `safeCondition`. `factor`: the Cholesky factor of
 * A'A, without dropped pivots; `size`: ‖A‖_F, or that of a matrix that A is a part of.
 */
function cholesky2(a: Matrix, factor: Matrix, size: number, safeCondition: number): Matrix | undefined {
  const first = upperInverse(factor);
  // ‖A‖_F·‖A⁻¹‖_F bounds the ratio of the largest to the smallest singular value from above.
  if (!(size * Math.sqrt(sumOfSquares(first)) <= safeCondition)) return undefined;
  const nearly = timesUpper(a, first);
  const products = gram(nearly);
  return cholesky(products, DEPENDENT) > 0 ? undefined : timesUpper(nearly, upperInverse(products));
}

function columnsWhere(a: Matrix, isTaken: (j: number) => boolean): Matrix {
  const taken = Array.from({ length: a.columns }, (_, j) => j).filter(isTaken);
  return fromColumns(
    taken.map((j) => column(a, j)),
    a.rows,
  );
}

/** Whether no column is longer than that. */
function isRounding(a: Matrix, longest: number): boolean {
  for (let j = 0; j < a.columns; j += 1)
    if (!(Math.sqrt(dotProduct(column(a, j), column(a, j))) <= longest)) return false;
  return true;
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

function sumOfSquares(a: Matrix): number {
  let sum = 0;
  for (let k = 0; k < a.data.length; k += 1) sum += a.data[k] * a.data[k];
  return sum;
}

/** L⁻ᵀ, upper triangular: R⁻¹ where R'R = LL'. */
function upperInverse(factor: Matrix): Matrix {
  const n = factor.rows;
  const lower = lowerInverse(factor);
  const upper = matrix(n, n);
  for (let j = 0; j < n; j += 1) for (let i = 0; i <= j; i += 1) upper.data[j * n + i] = lower.data[i * n + j];
  return upper;
}
