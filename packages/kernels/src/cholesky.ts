import { type Matrix, matrix } from './matrix.ts';
import { solveLower, solveLowerColumns, solveLowerTransposed } from './triangularSolve.ts';
import { gram } from './weightedCrossProduct.ts';
import { paddedBytes, scratch } from './workspace.ts';

/** Smaller orders are factored where they lie, and larger ones, which would fill the module's memory. */
const SMALL = 16;
const LARGE = 8192;

/**
 * A = LL' in place: reads the lower triangle of the symmetric matrix `a` and overwrites it by L; the upper triangle is left.
 * A pivot not above `dropBelow` times its diagonal entry is dropped: its column of L becomes 0, and `solveLower` gives
 * that unknown the value 0. So singular and slightly indefinite matrices factor too. Returns the number of dropped pivots.
 * Each entry is its subtractions in column order. NaN counts as a pivot to drop. Throws RangeError when `a` is not square.
 */
export function cholesky(a: Matrix, dropBelow = 1e-14): number {
  const { rows: n, data } = a;
  if (a.columns !== n) throw new RangeError(`a ${n} × ${a.columns} matrix is not square`);
  if (n < SMALL || n > LARGE) return choleskyInPlace(data, n, dropBelow);
  const w = scratch(paddedBytes(n * n));
  const copy = w.float64(n * n);
  copy.set(data);
  const dropped = w.kernels.cholesky(copy.byteOffset, n, dropBelow);
  data.set(copy);
  return dropped;
}

function choleskyInPlace(data: Float64Array, n: number, dropBelow: number): number {
  let dropped = 0;
  for (let j = 0; j < n; j++) {
    const cj = j * n;
    const diagonal = data[cj + j];
    for (let k = 0; k < j; k++) {
      const ck = k * n;
      const l = data[ck + j];
      for (let i = j; i < n; i++) data[cj + i] -= l * data[ck + i];
    }
    const pivot = data[cj + j];
    if (pivot > dropBelow * diagonal && pivot > 0) {
      const root = Math.sqrt(pivot);
      data[cj + j] = root;
      const inverse = 1 / root;
      for (let i = j + 1; i < n; i++) data[cj + i] *= inverse;
    } else {
      dropped += 1;
      for (let i = j; i < n; i++) data[cj + i] = 0;
    }
  }
  return dropped;
}

/** Solves LL'x = b in place of b, with L from `cholesky`; unknowns of dropped pivots become 0. Returns b. */
export function choleskySolve(l: Matrix, b: Float64Array): Float64Array {
  return solveLowerTransposed(l, solveLower(l, b));
}

/** (LL')⁻¹ as a full symmetric matrix, with L from `cholesky`; rows and columns of dropped pivots become 0. */
export const choleskyInverse = (l: Matrix): Matrix => gram(lowerInverse(l));

/** L⁻¹ of a lower triangular matrix (the upper triangle is not read); rows and columns of zeros on the diagonal become 0. */
export function lowerInverse(l: Matrix): Matrix {
  const n = l.rows;
  const identity = matrix(n, n);
  for (let j = 0; j < n; j++) identity.data[j * n + j] = 1;
  return solveLowerColumns(l, identity);
}
