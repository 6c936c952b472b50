import { type Matrix, matrix } from './matrix.ts';
import { paddedBytes, scratch, type Workspace } from './workspace.ts';

/** A matrix of whole numbers from 0 to 5, column-major: features in bins, an eighth of the memory of doubles. */
export interface BinMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Int8Array;
}

/** Up to so many rows a product of any two columns fits 32 bits with room to spare. */
const MOST_ROWS = 2 ** 24 - 1;

/** Throws RangeError on a length mismatch, or beyond 16 million rows. */
export function binMatrix(rows: number, columns: number, data = new Int8Array(rows * columns)): BinMatrix {
  if (data.length !== rows * columns)
    throw new RangeError(`${rows} × ${columns} bins were given ${data.length} values`);
  if (rows > MOST_ROWS) throw new RangeError(`${rows} rows of bins are more than ${MOST_ROWS}`);
  return { rows, columns, data };
}

/** B'B, exact: every sum is of whole numbers. Throws RangeError on a bin that is not from 0 to 5. */
export function binGram(bins: BinMatrix): Matrix {
  const { rows, columns } = bins;
  const { kernels } = scratch(0);
  const bytes = kernels.binGramScratchBytes(columns);
  const w = scratch(paddedBytes(columns ** 2) + paddedBytes(rows * columns, 1) + paddedBytes(bytes, 1));
  const gram = w.float64(columns ** 2);
  const isOther = w.kernels.binGram(gram.byteOffset, copied(w, bins), rows, columns, w.uint8(bytes).byteOffset);
  if (isOther === 1) throw new RangeError('a bin is not a whole number from 0 to 5');
  return matrix(columns, columns, gram.slice());
}

const LANES = 4;

/** B'X (columns of B × columns of X), each element one sum in order of the rows; NaN propagates. Throws RangeError where the rows differ. */
export function binCrossProduct(bins: BinMatrix, x: Matrix): Matrix {
  const { rows, columns } = bins;
  if (x.rows !== rows) throw new RangeError(`cannot pair ${rows} rows of bins with ${x.rows} rows`);
  const result = matrix(columns, x.columns);
  if (columns === 0) return result;
  const w = scratch(paddedBytes(rows * columns, 1) + paddedBytes(LANES * rows) + paddedBytes(LANES * columns));
  const at = copied(w, bins);
  const four = w.float64(LANES * rows);
  const out = w.float64(LANES * columns);
  for (let from = 0; from < x.columns; from += LANES) {
    const width = Math.min(LANES, x.columns - from);
    four.fill(0);
    for (let c = 0; c < width; c += 1) {
      for (let i = 0; i < rows; i += 1) four[LANES * i + c] = x.data[(from + c) * rows + i];
    }
    w.kernels.binCrossProduct(out.byteOffset, at, rows, columns, four.byteOffset);
    for (let c = 0; c < width; c += 1) {
      for (let j = 0; j < columns; j += 1) result.data[(from + c) * columns + j] = out[LANES * j + c];
    }
  }
  return result;
}

/** Bz, each element one sum in order of the columns; NaN propagates. Throws RangeError on a length mismatch. */
export function binCombination(bins: BinMatrix, z: Float64Array): Float64Array {
  const { rows, columns } = bins;
  if (z.length !== columns) throw new RangeError(`${z.length} factors for ${columns} columns of bins`);
  const w = scratch(paddedBytes(rows * columns, 1) + paddedBytes(rows) + paddedBytes(columns));
  const at = copied(w, bins);
  const factors = w.float64(columns);
  factors.set(z);
  const out = w.float64(rows);
  w.kernels.binCombination(out.byteOffset, at, rows, columns, factors.byteOffset);
  return out.slice();
}

function copied(w: Workspace, { data }: BinMatrix): number {
  const bytes = w.uint8(data.length);
  bytes.set(data);
  return bytes.byteOffset;
}
