import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cholesky, choleskyInverse, choleskySolve } from './cholesky.ts';
import { fromColumns, type Matrix, matrix } from './matrix.ts';
import { multiply } from './multiply.ts';
import { weightedCrossProduct } from './weightedCrossProduct.ts';

function scatteredMatrix(rows: number, columns: number): Matrix {
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, i) => ((i * i * 7919 + i * 31) % 1009) / 1009 - 0.5),
  );
}

function positiveDefinite(n: number): Matrix {
  return weightedCrossProduct(scatteredMatrix(3 * n, n), new Float64Array(3 * n).fill(1));
}

const copy = (m: Matrix): Matrix => matrix(m.rows, m.columns, m.data.slice());

for (const n of [1, 2, 5, 11, 40]) {
  test(`L L' gives back a positive definite matrix of order ${n}, and solves with it`, () => {
    const a = positiveDefinite(n);
    const l = copy(a);
    assert.equal(cholesky(l), 0);
    for (let j = 0; j < n; j++) {
      for (let i = j; i < n; i++) {
        let sum = 0;
        for (let k = 0; k <= j; k++) sum += l.data[k * n + i] * l.data[k * n + j];
        assert.ok(Math.abs(sum - a.data[j * n + i]) < 1e-12 * n);
      }
    }
    const x = Float64Array.from({ length: n }, (_, i) => i - 2);
    const b = multiply(a, matrix(n, 1, x)).data;
    choleskySolve(l, b).forEach((value, i) => assert.ok(Math.abs(value - x[i]) < 1e-9));
    const product = multiply(a, choleskyInverse(l));
    product.data.forEach((value, at) => assert.ok(Math.abs(value - (at % (n + 1) === 0 ? 1 : 0)) < 1e-10));
  });
}

test('a dependent unknown is dropped, gets the value 0, and the rest solves the consistent system', () => {
  const a = fromColumns([
    [2, 2, 1],
    [2, 2, 1],
    [1, 1, 3],
  ]);
  const l = copy(a);
  assert.equal(cholesky(l), 1);
  const x = choleskySolve(l, Float64Array.of(5, 5, 5));
  assert.deepEqual(
    [...x].map((value) => Math.round(value * 1e12) / 1e12),
    [2, 0, 1],
  );
});

test('zero, negative and NaN pivots are dropped and never give NaN', () => {
  for (const bad of [0, -1, NaN]) {
    const l = fromColumns([
      [bad, 0],
      [0, 4],
    ]);
    assert.equal(cholesky(l), 1);
    assert.deepEqual([...choleskySolve(l, Float64Array.of(1, 8))], [0, 2]);
  }
});

test('a matrix that is not square is refused', () => {
  assert.throws(() => cholesky(matrix(2, 3)), RangeError);
});
