import { type Matrix, matrix } from './matrix.ts';

/**
 * X'WX for an n × K matrix X and n weights on the diagonal of W: the full symmetric K × K matrix.
 * Each element is one sum in row order. NaN propagates. Throws RangeError on a length mismatch.
 */
export function weightedCrossProduct(x: Matrix, weights: Float64Array, out = matrix(x.columns, x.columns)): Matrix {
  const { rows, columns, data } = x;
  if (weights.length !== rows) throw new RangeError(`${weights.length} weights for ${rows} rows`);
  if (out.rows !== columns || out.columns !== columns) throw new RangeError(`the result needs ${columns} × ${columns}`);
  const h = out.data;
  const weighted = new Float64Array(rows);
  for (let k = 0; k < columns; k++) {
    const ck = k * rows;
    for (let i = 0; i < rows; i++) weighted[i] = weights[i] * data[ck + i];
    let j = k;
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
        const v = weighted[i];
        s0 += v * data[c0 + i];
        s1 += v * data[c1 + i];
        s2 += v * data[c2 + i];
        s3 += v * data[c3 + i];
      }
      h[k * columns + j] = s0;
      h[k * columns + j + 1] = s1;
      h[k * columns + j + 2] = s2;
      h[k * columns + j + 3] = s3;
    }
    for (; j < columns; j++) {
      const c = j * rows;
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += weighted[i] * data[c + i];
      h[k * columns + j] = sum;
    }
    for (j = k + 1; j < columns; j++) h[j * columns + k] = h[k * columns + j];
  }
  return out;
}
