import { type Matrix, column, matrix } from './matrix.ts';

const EPSILON = 2 ** -52;
const SWEEP_LIMIT = 60;

/**
 * An orthonormal basis (rows × rank) of the left singular vectors of `a` whose singular values are at least
 * `relativeTolerance` times the largest. A matrix of zeros has rank 0. Accurate for any rank and shape, O(rows·columns²).
 * Method: Householder triangularization of the longer side, then one-sided Jacobi rotations (Hestenes 1958; Golub & Van Loan §8.6.3).
 */
export function singularBasis(a: Matrix, relativeTolerance: number): Matrix {
  const isTall = a.rows >= a.columns;
  const factor = triangularize(isTall ? a : transpose(a));
  const columns = orthogonalizeColumns(isTall ? factor.upper : transpose(factor.upper));
  const kept = keepLargest(columns, relativeTolerance);
  if (!isTall) return kept;
  const basis = matrix(a.rows, kept.columns);
  for (let j = 0; j < kept.columns; j += 1) {
    const target = column(basis, j);
    target.set(column(kept, j));
    applyReflectors(factor.reflectors, target);
  }
  return basis;
}

function transpose(a: Matrix): Matrix {
  const result = matrix(a.columns, a.rows);
  for (let j = 0; j < a.columns; j += 1) {
    for (let i = 0; i < a.rows; i += 1) result.data[i * a.columns + j] = a.data[j * a.rows + i];
  }
  return result;
}

function dot(x: Float64Array, y: Float64Array, start = 0): number {
  let sum = 0;
  for (let i = start; i < x.length; i += 1) sum += x[i] * y[i];
  return sum;
}

/** a = Q·upper for rows ≥ columns; reflector k is the unit vector of the k-th Householder reflection (zero: no reflection). */
function triangularize(a: Matrix): { upper: Matrix; reflectors: Matrix } {
  const work = matrix(a.rows, a.columns, a.data.slice());
  const reflectors = matrix(a.rows, a.columns);
  const upper = matrix(a.columns, a.columns);
  for (let k = 0; k < a.columns; k += 1) {
    const x = column(work, k);
    const v = column(reflectors, k);
    const norm = Math.sqrt(dot(x, x, k));
    if (norm > 0) {
      const head = x[k];
      for (let i = k; i < v.length; i += 1) v[i] = x[i] / norm;
      v[k] = v[k] + (head >= 0 ? 1 : -1);
      const length = Math.sqrt(dot(v, v, k));
      for (let i = k; i < v.length; i += 1) v[i] = v[i] / length;
      for (let j = k; j < a.columns; j += 1) reflect(v, column(work, j), k);
    }
    column(upper, k).set(x.subarray(0, k + 1));
  }
  return { upper, reflectors };
}

/** x − 2·v·(v'x), where v is zero above `start`. */
function reflect(v: Float64Array, x: Float64Array, start: number): void {
  const twice = 2 * dot(v, x, start);
  for (let i = start; i < x.length; i += 1) x[i] = x[i] - twice * v[i];
}

function applyReflectors(reflectors: Matrix, x: Float64Array): void {
  for (let k = reflectors.columns - 1; k >= 0; k -= 1) reflect(column(reflectors, k), x, k);
}

/** Rotates pairs of columns until all are orthogonal to each other; their lengths are then the singular values. */
function orthogonalizeColumns(a: Matrix): Matrix {
  for (let sweep = 0; sweep < SWEEP_LIMIT; sweep += 1) {
    let rotations = 0;
    for (let p = 0; p < a.columns; p += 1) {
      for (let q = p + 1; q < a.columns; q += 1) rotations += rotate(column(a, p), column(a, q)) ? 1 : 0;
    }
    if (rotations === 0) break;
  }
  return a;
}

function rotate(x: Float64Array, y: Float64Array): boolean {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i += 1) {
    const xi = x[i];
    const yi = y[i];
    xx += xi * xi;
    yy += yi * yi;
    xy += xi * yi;
  }
  if (!(Math.abs(xy) > EPSILON * Math.sqrt(xx) * Math.sqrt(yy))) return false;
  const zeta = (yy - xx) / (2 * xy);
  const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (let i = 0; i < x.length; i += 1) {
    const xi = x[i];
    const yi = y[i];
    x[i] = cosine * xi - sine * yi;
    y[i] = sine * xi + cosine * yi;
  }
  return true;
}

/** The columns at least `relativeTolerance` times as long as the longest, in their order, at length 1. */
function keepLargest(a: Matrix, relativeTolerance: number): Matrix {
  const lengths = Array.from({ length: a.columns }, (_, j) => Math.sqrt(dot(column(a, j), column(a, j))));
  const longest = lengths.reduce((most, length) => (length > most ? length : most), 0);
  const kept = lengths.flatMap((length, j) => (length > 0 && length >= relativeTolerance * longest ? [j] : []));
  const result = matrix(a.rows, kept.length);
  kept.forEach((j, to) => {
    const source = column(a, j);
    column(result, to).set(source.map((x) => x / lengths[j]));
  });
  return result;
}
