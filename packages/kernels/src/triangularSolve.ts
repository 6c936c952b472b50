import { type Matrix, column } from './matrix.ts';
import { paddedBytes, scratch } from './workspace.ts';

/**
 * Solves Lx = b in place of b, L lower triangular (the upper triangle is not read). A zero on the diagonal gives x = 0 there.
 * Subtractions in index order. NaN propagates. Throws RangeError on a length mismatch. Returns b.
 */
export function solveLower(l: Matrix, b: Float64Array): Float64Array {
  const { rows: n, data } = l;
  checkOrder(l, b.length);
  for (let j = 0; j < n; j++) {
    const c = j * n;
    const pivot = data[c + j];
    const x = pivot === 0 ? 0 : b[j] / pivot;
    b[j] = x;
    for (let i = j + 1; i < n; i++) b[i] -= data[c + i] * x;
  }
  return b;
}

/** Solves L'x = b as `solveLower` does Lx = b; subtractions from the last unknown downwards. */
export function solveLowerTransposed(l: Matrix, b: Float64Array): Float64Array {
  const { rows: n, data } = l;
  checkOrder(l, b.length);
  let end = n;
  // Four unknowns at a time: what the unknowns behind them take off runs in four chains side by side.
  for (; end >= 4; end -= 4) {
    const j = end - 4;
    const c0 = j * n;
    const c1 = c0 + n;
    const c2 = c1 + n;
    const c3 = c2 + n;
    let s0 = b[j];
    let s1 = b[j + 1];
    let s2 = b[j + 2];
    let s3 = b[j + 3];
    for (let i = n - 1; i >= end; i--) {
      const x = b[i];
      s0 -= data[c0 + i] * x;
      s1 -= data[c1 + i] * x;
      s2 -= data[c2 + i] * x;
      s3 -= data[c3 + i] * x;
    }
    const x3 = divide(s3, data[c3 + j + 3]);
    const x2 = divide(s2 - data[c2 + j + 3] * x3, data[c2 + j + 2]);
    const x1 = divide(s1 - data[c1 + j + 3] * x3 - data[c1 + j + 2] * x2, data[c1 + j + 1]);
    b[j] = divide(s0 - data[c0 + j + 3] * x3 - data[c0 + j + 2] * x2 - data[c0 + j + 1] * x1, data[c0 + j]);
    b[j + 1] = x1;
    b[j + 2] = x2;
    b[j + 3] = x3;
  }
  for (let j = end - 1; j >= 0; j--) {
    const c = j * n;
    let sum = b[j];
    for (let i = n - 1; i > j; i--) sum -= data[c + i] * b[i];
    b[j] = divide(sum, data[c + j]);
  }
  return b;
}

/** Solves LX = B in place of B: every column as `solveLower`, to the bit. Returns B. */
export function solveLowerColumns(l: Matrix, b: Matrix): Matrix {
  checkOrder(l, b.rows);
  if (isOutside(l, b)) for (let j = 0; j < b.columns; j++) solveLower(l, column(b, j));
  else throughModule(l, b, false);
  return b;
}

/** Solves L'X = B in place of B: every column as `solveLowerTransposed`, to the bit. Returns B. */
export function solveLowerTransposedColumns(l: Matrix, b: Matrix): Matrix {
  checkOrder(l, b.rows);
  if (isOutside(l, b)) for (let j = 0; j < b.columns; j++) solveLowerTransposed(l, column(b, j));
  else throughModule(l, b, true);
  return b;
}

/** Where copying to the module's memory does not pay, or would fill it. */
const isOutside = (l: Matrix, b: Matrix): boolean => b.columns < 4 || l.rows < 8 || l.rows > 8192;

/** Columns of B in the module's memory at a time. */
const TOGETHER = 256;

function throughModule(l: Matrix, b: Matrix, isTransposed: boolean): void {
  const n = l.rows;
  const w = scratch(2 * paddedBytes(n * n) + paddedBytes(n * TOGETHER));
  const [factor, spare, block] = [w.float64(n * n), w.float64(n * n), w.float64(n * TOGETHER)];
  const { kernels } = w;
  factor.set(l.data);
  for (let j = 0; j < b.columns; j += TOGETHER) {
    const width = Math.min(TOGETHER, b.columns - j);
    block.set(b.data.subarray(j * n, (j + width) * n));
    if (!isTransposed) kernels.solveLower(factor.byteOffset, n, block.byteOffset, width);
    else kernels.solveLowerTransposed(factor.byteOffset, n, block.byteOffset, width, spare.byteOffset);
    b.data.set(block.subarray(0, width * n), j * n);
  }
}

const divide = (x: number, pivot: number): number => (pivot === 0 ? 0 : x / pivot);

function checkOrder(l: Matrix, length: number): void {
  if (length !== l.rows) throw new RangeError(`${length} right-hand values for ${l.rows} unknowns`);
}
