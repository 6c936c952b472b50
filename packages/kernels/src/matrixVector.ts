import type { Matrix } from './matrix.ts';

/**
 * y = A x for a rows × columns matrix and a vector of `columns` values, written to `out` (rows values, overwritten).
 * Each value is one sum in column order. NaN propagates (0·NaN too); no columns give zeros. Throws RangeError on a length mismatch.
 */
export function matrixVector(
  a: Matrix,
  x: ArrayLike<number>,
  out: Float64Array = new Float64Array(a.rows),
): Float64Array {
  const { rows, columns, data } = a;
  checkLength('x', x.length, columns);
  checkLength('out', out.length, rows);
  out.fill(0);
  let j = 0;
  for (; j + 3 < columns; j += 4) {
    const x0 = x[j];
    const x1 = x[j + 1];
    const x2 = x[j + 2];
    const x3 = x[j + 3];
    const c0 = j * rows;
    const c1 = c0 + rows;
    const c2 = c1 + rows;
    const c3 = c2 + rows;
    for (let i = 0; i < rows; i++) {
      out[i] = out[i] + data[c0 + i] * x0 + data[c1 + i] * x1 + data[c2 + i] * x2 + data[c3 + i] * x3;
    }
  }
  for (; j < columns; j++) {
    const xj = x[j];
    const c = j * rows;
    for (let i = 0; i < rows; i++) out[i] += data[c + i] * xj;
  }
  return out;
}

/**
 * y = A'v for a rows × columns matrix and a vector of `rows` values, written to `out` (columns values, overwritten).
 * Each value is one sum in row order. NaN propagates; no rows give zeros. Throws RangeError on a length mismatch.
 */
export function transposedMatrixVector(
  a: Matrix,
  v: ArrayLike<number>,
  out: Float64Array = new Float64Array(a.columns),
): Float64Array {
  const { rows, columns, data } = a;
  checkLength('v', v.length, rows);
  checkLength('out', out.length, columns);
  let j = 0;
  for (; j + 3 < columns; j += 4) {
    const c0 = j * rows;
    const c1 = c0 + rows;
    const c2 = c1 + rows;
    const c3 = c2 + rows;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0; i < rows; i++) {
      const vi = v[i];
      s0 += data[c0 + i] * vi;
      s1 += data[c1 + i] * vi;
      s2 += data[c2 + i] * vi;
      s3 += data[c3 + i] * vi;
    }
    out[j] = s0;
    out[j + 1] = s1;
    out[j + 2] = s2;
    out[j + 3] = s3;
  }
  for (; j < columns; j++) {
    const c = j * rows;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += data[c + i] * v[i];
    out[j] = sum;
  }
  return out;
}

function checkLength(name: string, length: number, expected: number): void {
  if (length !== expected) throw new RangeError(`${name} has ${length} values and not ${expected}`);
}
