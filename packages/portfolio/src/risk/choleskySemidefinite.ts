import { type Matrix, matrix } from '@robata/kernels';

/** A pivot below this share of its own diagonal is rounding: the column repeats the columns before it. */
const DEPENDENT_SHARE = 1e-11;

/** The dot product over four interleaved sums (a fixed order, and four times the speed of one dependent chain). */
export function dot(a: Float64Array, b: Float64Array): number {
  const blocks = a.length & ~3;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < blocks; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (let i = blocks; i < a.length; i++) s0 += a[i] * b[i];
  return s0 + s1 + (s2 + s3);
}

/** X'diag(weights)X of an n × K matrix, K × K and symmetric. A weight of 0 takes its row out. */
export function weightedGram(x: Matrix, weights: Float64Array): Matrix {
  const { rows, columns } = x;
  const gram = matrix(columns, columns);
  const weighted = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    const xj = x.data.subarray(j * rows, (j + 1) * rows);
    for (let i = 0; i < rows; i++) weighted[i] = weights[i] * xj[i];
    for (let k = 0; k <= j; k++) {
      const value = dot(weighted, x.data.subarray(k * rows, (k + 1) * rows));
      gram.data[j * columns + k] = value;
      gram.data[k * columns + j] = value;
    }
  }
  return gram;
}

/** X'v of an n × K matrix, K values. */
export function transposeTimes(x: Matrix, v: Float64Array): Float64Array {
  const result = new Float64Array(x.columns);
  for (let j = 0; j < x.columns; j++) result[j] = dot(x.data.subarray(j * x.rows, (j + 1) * x.rows), v);
  return result;
}

/** Xb of an n × K matrix, n values; columns whose coefficient is 0 or NaN are passed over. */
export function times(x: Matrix, b: ArrayLike<number>): Float64Array {
  const result = new Float64Array(x.rows);
  for (let j = 0; j < x.columns; j++) {
    const factor = b[j];
    if (Number.isNaN(factor) || factor === 0) continue;
    const xj = x.data.subarray(j * x.rows, (j + 1) * x.rows);
    for (let i = 0; i < x.rows; i++) result[i] += factor * xj[i];
  }
  return result;
}

/** The lower Cholesky factor of a positive semidefinite matrix; `dropped[j]` marks columns that repeat earlier ones (their column is 0). */
export interface CholeskyFactor {
  readonly lower: Matrix;
  readonly dropped: readonly boolean[];
}

/**
 * A = LL' for a symmetric positive semidefinite A (K × K, not changed), column by column.
 * Linearly dependent columns are dropped, the later one of each set, so that solving gives a basic solution with 0 there.
 */
export function choleskySemidefinite(a: Matrix): CholeskyFactor {
  const size = a.rows;
  const lower = matrix(size, size);
  const dropped: boolean[] = [];
  const l = lower.data;
  for (let j = 0; j < size; j++) {
    let pivot = a.data[j * size + j];
    for (let k = 0; k < j; k++) pivot -= l[k * size + j] * l[k * size + j];
    dropped.push(!(pivot > DEPENDENT_SHARE * a.data[j * size + j]));
    if (dropped[j]) continue;
    const root = Math.sqrt(pivot);
    l[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let value = a.data[j * size + i];
      for (let k = 0; k < j; k++) value -= l[k * size + i] * l[k * size + j];
      l[j * size + i] = value / root;
    }
  }
  return { lower, dropped };
}

/** Solves LL'x = b by the factor; 0 at dropped columns. */
export function choleskySolve({ lower, dropped }: CholeskyFactor, b: ArrayLike<number>): Float64Array {
  const size = lower.rows;
  const l = lower.data;
  const x = Float64Array.from(b);
  for (let j = 0; j < size; j++) {
    x[j] = dropped[j] ? 0 : x[j] / l[j * size + j];
    for (let i = j + 1; i < size; i++) x[i] -= l[j * size + i] * x[j];
  }
  for (let j = size - 1; j >= 0; j--) {
    if (dropped[j]) continue;
    for (let i = j + 1; i < size; i++) x[j] -= l[j * size + i] * x[i];
    x[j] /= l[j * size + j];
  }
  return x;
}
