import { type Matrix, matrix } from './matrix.ts';
import { paddedBytes, scratch } from './workspace.ts';

/**
 * X'WX for an n × K matrix X and n weights on the diagonal of W: the full symmetric K × K matrix, written to `out`.
 * Element (j, k), j ≤ k, is the sum in row order of (w·x_j)·x_k, and (k, j) the same number. NaN propagates.
 * The data may lie on a SharedArrayBuffer. Throws RangeError on a length mismatch.
 */
export function weightedCrossProduct(
  x: Matrix,
  weights: Float64Array,
  out: Matrix = matrix(x.columns, x.columns),
): Matrix {
  if (weights.length !== x.rows) throw new RangeError(`${weights.length} weights for ${x.rows} rows`);
  return symmetricProduct(out, x, weights);
}

/** X'X: all dot products of the columns of X, summed in row order, as a full symmetric matrix. NaN propagates. */
export const gram = (x: Matrix, out: Matrix = matrix(x.columns, x.columns)): Matrix => symmetricProduct(out, x);

/** Multiplications below which copying to the module's memory does not pay, and doubles of X and the result beyond which. */
const SMALL = 30_000;
const LARGE = 2 ** 26;

function symmetricProduct(out: Matrix, x: Matrix, weights?: Float64Array): Matrix {
  const { rows, columns } = x;
  if (out.rows !== columns || out.columns !== columns) throw new RangeError(`the result needs ${columns} × ${columns}`);
  const isOutside = rows * columns * columns < SMALL || (rows + columns) * columns > LARGE;
  (isOutside ? plainly : throughModule)(out.data, x, weights);
  return out;
}

function throughModule(h: Float64Array, { rows, columns, data }: Matrix, weights?: Float64Array): void {
  const weightedSize = weights ? data.length : 0;
  const productBytes = scratch(0).kernels.productScratchBytes();
  const sizes = [columns * columns, data.length, rows, weightedSize];
  const w = scratch(sizes.reduce((sum, size) => sum + paddedBytes(size), paddedBytes(productBytes, 1)));
  const [result, from, weight, weighted] = sizes.map((size) => w.float64(size));
  from.set(data);
  if (weights) weight.set(weights);
  const [weightAt, packing] = [weights ? weight.byteOffset : 0, w.uint8(productBytes).byteOffset];
  w.kernels.weightedCrossProduct(
    result.byteOffset,
    from.byteOffset,
    rows,
    columns,
    weightAt,
    weighted.byteOffset,
    packing,
  );
  h.set(result);
}

function plainly(h: Float64Array, { rows, columns, data }: Matrix, weights?: Float64Array): void {
  const weighted = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) weighted[i] = weights ? weights[i] * data[j * rows + i] : data[j * rows + i];
    for (let k = j; k < columns; k++) {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += weighted[i] * data[k * rows + i];
      h[j * columns + k] = sum;
      h[k * columns + j] = sum;
    }
  }
}
