import { type Matrix, matrix } from '../matrix.ts';

/** Numbers in (−1, 1) from a seed, the same on every engine; on a SharedArrayBuffer, so that threads can share them. */
export function syntheticMatrix(rows: number, columns: number, seed: number): Matrix {
  const data = new Float64Array(new SharedArrayBuffer(8 * rows * columns));
  let state = seed >>> 0;
  for (let k = 0; k < data.length; k += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[k] = state / 2 ** 31 - 1;
  }
  return matrix(rows, columns, data);
}
