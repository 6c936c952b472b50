import { type Matrix, column, matrix } from './matrix.ts';
import { matrixVector, transposedMatrixVector } from './matrixVector.ts';
import { paddedBytes, scratch } from './workspace.ts';

/**
 * C = A B (rows × columns of B), written to `out` (overwritten; it must not overlap A or B). Every element is one sum in order
 * of A's columns, so that each column is `matrixVector(A, column of B)`, to the bit. NaN propagates.
 * The data may lie on a SharedArrayBuffer. Throws RangeError when A's columns and B's rows differ, or on a wrong `out`.
 */
export function multiply(a: Matrix, b: Matrix, out: Matrix = matrix(a.rows, b.columns)): Matrix {
  if (a.columns !== b.rows) throw new RangeError(`cannot multiply ${a.columns} columns by ${b.rows} rows`);
  return productInto(out, { rows: a.rows, inner: a.columns, isTransposed: false }, a, b);
}

/**
 * C = A'B (columns of A × columns of B), written to `out` (overwritten; it must not overlap A or B): all dot products of their
 * columns, each summed in row order: every column is `transposedMatrixVector(A, column of B)`, to the bit. NaN propagates.
 * The data may lie on a SharedArrayBuffer. Throws RangeError when the rows of A and B differ, or on a wrong `out`.
 */
export function crossProduct(a: Matrix, b: Matrix, out: Matrix = matrix(a.columns, b.columns)): Matrix {
  if (a.rows !== b.rows) throw new RangeError(`cannot pair ${a.rows} rows with ${b.rows} rows`);
  return productInto(out, { rows: a.columns, inner: a.rows, isTransposed: true }, a, b);
}

interface Shape {
  readonly rows: number;
  readonly inner: number;
  readonly isTransposed: boolean;
}

/** Multiplications below which copying to the module's memory does not pay. */
const SMALL = 30_000;
/** Doubles of A in the module's memory at a time (64 MB), and of B and C together (16 MB). */
const LEFT_LIMIT = 2 ** 23;
const RIGHT_LIMIT = 2 ** 21;
/** Longer sums than this stay out of the module, so that its memory remains bounded. */
const INNER_LIMIT = 2 ** 24;

function productInto(out: Matrix, shape: Shape, a: Matrix, b: Matrix): Matrix {
  const { rows, inner, isTransposed } = shape;
  if (out.rows !== rows || out.columns !== b.columns) {
    throw new RangeError(`a ${rows} × ${b.columns} product does not fit ${out.rows} × ${out.columns}`);
  }
  if (b.columns >= 4 && rows * inner * b.columns >= SMALL && inner <= INNER_LIMIT) blockwise(out, shape, a, b);
  else {
    const times = isTransposed ? transposedMatrixVector : matrixVector;
    for (let j = 0; j < b.columns; j++) times(a, column(b, j), column(out, j));
  }
  return out;
}

/** The product through the module, some rows and columns of the result at a time. */
function blockwise(out: Matrix, { rows, inner, isTransposed }: Shape, a: Matrix, b: Matrix): void {
  const height = Math.min(rows, Math.max(4, Math.floor(LEFT_LIMIT / inner)));
  const width = Math.min(b.columns, columnsAtATime(inner + height));
  const sizes = [inner * height, inner * width, height * width] as const;
  const w = scratch(sizes.reduce((sum, size) => sum + paddedBytes(size), 2 ** 20));
  const [left, right, result] = sizes.map((size) => w.float64(size)) as [Float64Array, Float64Array, Float64Array];
  const packing = w.uint8(w.kernels.productScratchBytes()).byteOffset;
  for (let i0 = 0; i0 < rows; i0 += height) {
    const m = Math.min(height, rows - i0);
    if (isTransposed) left.set(a.data.subarray(i0 * inner, (i0 + m) * inner));
    else copyRows(left, m, 0, a.data, rows, i0, m, inner);
    const [aRow, aInner] = isTransposed ? [inner, 1] : [1, m];
    for (let j0 = 0; j0 < b.columns; j0 += width) {
      const n = Math.min(width, b.columns - j0);
      right.set(b.data.subarray(j0 * inner, (j0 + n) * inner));
      w.kernels.product(
        ...([result.byteOffset, m, left.byteOffset, aRow, aInner, right.byteOffset, 1, inner, m, inner, n] as const),
        packing,
      );
      copyRows(out.data.subarray(j0 * rows), rows, i0, result, m, 0, m, n);
    }
  }
}

/** Columns of B and C, together so long, that are within the limit: whole blocks of the kernel's 256, or whole panels of 4. */
function columnsAtATime(length: number): number {
  const most = Math.floor(RIGHT_LIMIT / length);
  return Math.max(4, most - (most % (most < 256 ? 4 : 256)));
}

/** Copies `count` rows of so many columns between two column-major arrays of `toRows` and `fromRows` rows. */
function copyRows(
  to: Float64Array,
  toRows: number,
  toFirst: number,
  from: Float64Array,
  fromRows: number,
  fromFirst: number,
  count: number,
  columns: number,
): void {
  if (toRows === count && fromRows === count) {
    to.set(from.subarray(0, count * columns));
    return;
  }
  for (let j = 0; j < columns; j++) {
    const at = j * fromRows + fromFirst;
    to.set(from.subarray(at, at + count), j * toRows + toFirst);
  }
}
