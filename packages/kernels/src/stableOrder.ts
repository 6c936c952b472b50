import { paddedBytes, scratch } from './workspace.ts';

/** The rows of a column in ascending order and their values in the same order; the first `count` entries hold. */
export interface StableOrder {
  readonly count: number;
  readonly rows: Uint32Array;
  readonly values: Float64Array;
}

/** The last answer, which grows with the longest column seen. */
const sorted = { count: 0, rows: new Uint32Array(0), values: new Float64Array(0) };

/**
 * The rows of `values` in ascending order of value; equal values (−0 and 0 are equal; both come out as 0) keep their row order, NaN is left out,
 * ±Infinity is ordered as a number. The answer is shared space and holds only until the next call: copy it to keep it.
 * Method: radix sort in the kernels' module (assembly/order.ts). Linear time for every input.
 */
export function stableOrder(values: ArrayLike<number>): StableOrder {
  const n = values.length;
  if (sorted.rows.length < n) {
    sorted.rows = new Uint32Array(n);
    sorted.values = new Float64Array(n);
  }
  const orderBytes = scratch(0).kernels.stableOrderScratchBytes(n);
  const w = scratch(2 * paddedBytes(n) + paddedBytes(orderBytes, 1));
  const column = w.float64(n);
  const pairs = w.int32(2 * n);
  column.set(values);
  const { kernels } = w;
  sorted.count = kernels.stableOrder(pairs.byteOffset, column.byteOffset, n, w.uint8(orderBytes).byteOffset);
  for (let k = 0; k < sorted.count; k += 1) {
    const row = pairs[2 * k];
    sorted.rows[k] = row;
    sorted.values[k] = column[row] + 0;
  }
  return sorted;
}
