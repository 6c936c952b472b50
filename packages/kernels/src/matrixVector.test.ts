import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, matrix } from './matrix.ts';
import { matrixVector, transposedMatrixVector } from './matrixVector.ts';
import { crossProduct, multiply } from './multiply.ts';
import { weightedCrossProduct } from './weightedCrossProduct.ts';

// Small integers: every sum is exact, so the results can be compared with plain loops to the last bit.
const integers = (rows: number, columns: number, seed: number) =>
  matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, i) => ((i * 37 + seed * 11) % 19) - 9),
  );

for (const [n, k] of [
  [1, 1],
  [3, 4],
  [7, 9],
  [0, 3],
  [5, 0],
]) {
  test(`the products of a ${n} × ${k} matrix equal plain loops`, () => {
    const a = integers(n, k, 1);
    const x = integers(k, 1, 2).data;
    const v = integers(n, 1, 3).data;
    const at = (i: number, j: number): number => a.data[j * n + i];
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += at(i, j) * x[j];
      assert.equal(matrixVector(a, x)[i], sum);
    }
    const h = weightedCrossProduct(a, v);
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += at(i, j) * v[i];
      assert.equal(transposedMatrixVector(a, v)[j], sum);
      for (let l = 0; l < k; l++) {
        let weighted = 0;
        for (let i = 0; i < n; i++) weighted += v[i] * at(i, j) * at(i, l);
        assert.equal(h.data[l * k + j], weighted);
      }
    }
  });
}

test('a product of matrices is the product with each column', () => {
  const a = integers(6, 5, 1);
  const b = integers(5, 3, 2);
  const c = multiply(a, b);
  for (let j = 0; j < 3; j++) assert.deepEqual(column(c, j), matrixVector(a, column(b, j)));
  const d = crossProduct(a, c);
  for (let j = 0; j < 3; j++) assert.deepEqual(column(d, j), transposedMatrixVector(a, column(c, j)));
});

test('NaN propagates to the rows and columns it stands in, and only there', () => {
  const a = fromColumns([
    [1, NaN],
    [2, 3],
  ]);
  assert.deepEqual([...matrixVector(a, [1, 1])], [3, NaN]);
  assert.deepEqual([...transposedMatrixVector(a, [1, 1])], [NaN, 5]);
});

test('lengths that do not match are refused', () => {
  const a = matrix(2, 3);
  assert.throws(() => matrixVector(a, [1, 2]), /x has 2 values and not 3/);
  assert.throws(() => transposedMatrixVector(a, [1, 2, 3]), /v has 3 values and not 2/);
  assert.throws(() => multiply(a, a), RangeError);
  assert.throws(() => crossProduct(a, matrix(3, 1)), RangeError);
  assert.throws(() => weightedCrossProduct(a, new Float64Array(3)), RangeError);
});
