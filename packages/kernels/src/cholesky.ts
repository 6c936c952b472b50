import { type Matrix, matrix } from './matrix.ts';
import { solveLower, solveLowerTransposed } from './triangularSolve.ts';

/**
 * A = LL' in place: reads the lower triangle of the symmetric matrix `a` and overwrites it by L; the upper triangle is left.
 * A pivot not above `dropBelow` times its diagonal entry is dropped: its column of L becomes 0, and `solveLower` gives
 * that unknown the value 0. So singular and slightly indefinite matrices factor too. Returns the number of dropped pivots.
 * NaN counts as a pivot to drop. Throws RangeError when `a` is not square.
 */
export function cholesky(a: Matrix, dropBelow = 1e-14): number {
  const { rows: n, data } = a;
  if (a.columns !== n) throw new RangeError(`a ${n} × ${a.columns} matrix is not square`);
  let dropped = 0;
  for (let j = 0; j < n; j++) {
    const cj = j * n;
    const diagonal = data[cj + j];
    let k = 0;
    for (; k + 3 < j; k += 4) {
      const c0 = k * n;
      const c1 = c0 + n;
      const c2 = c1 + n;
      const c3 = c2 + n;
      const l0 = data[c0 + j];
      const l1 = data[c1 + j];
      const l2 = data[c2 + j];
      const l3 = data[c3 + j];
      for (let i = j; i < n; i++) {
        data[cj + i] -= l0 * data[c0 + i] + l1 * data[c1 + i] + l2 * data[c2 + i] + l3 * data[c3 + i];
      }
    }
    for (; k < j; k++) {
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
export function choleskyInverse(l: Matrix): Matrix {
  const n = l.rows;
  const inverse = lowerInverse(l);
  const result = matrix(n, n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += inverse.data[i * n + k] * inverse.data[j * n + k];
      result.data[j * n + i] = sum;
      result.data[i * n + j] = sum;
    }
  }
  return result;
}

function lowerInverse(l: Matrix): Matrix {
  const n = l.rows;
  const result = matrix(n, n);
  for (let j = 0; j < n; j++) {
    const pivot = l.data[j * n + j];
    if (pivot === 0) continue;
    const c = j * n;
    result.data[c + j] = 1;
    for (let k = j; k < n; k++) {
      const p = l.data[k * n + k];
      if (p === 0) {
        result.data[c + k] = 0;
        continue;
      }
      const x = result.data[c + k] / p;
      result.data[c + k] = x;
      if (x !== 0) for (let i = k + 1; i < n; i++) result.data[c + i] -= x * l.data[k * n + i];
    }
  }
  return result;
}
