import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { choleskySemidefinite, choleskySolve, dot, times, transposeTimes, weightedGram } from './normalEquations.ts';

const x = fromColumns([
  [1, 1, 1, 1, 1],
  [1, 2, 3, 4, 5],
  [2, 4, 6, 8, 10],
  [1, 0, 0, 1, 0],
]);

test('the weighted Gram matrix is the sum of weighted outer products', () => {
  const gram = weightedGram(x, Float64Array.of(1, 0, 2, 1, 1));
  assert.equal(gram.data[0], 5);
  assert.equal(gram.data[1], 1 + 6 + 4 + 5);
  assert.equal(gram.data[1 * 4 + 1], 1 + 18 + 16 + 25);
  assert.equal(gram.data[3 * 4 + 1], gram.data[1 * 4 + 3]);
});

test('a system with a repeated column is solved with 0 at the later one, and the fit is that of the others', () => {
  const weights = new Float64Array(5).fill(1);
  const y = times(x, [3, -1, 0, 2]);
  const factor = choleskySemidefinite(weightedGram(x, weights));
  assert.deepEqual(factor.dropped, [false, false, true, false]);
  const solved = choleskySolve(factor, transposeTimes(x, y));
  [3, -1, 0, 2].forEach((value, k) => assert.ok(Math.abs(solved[k] - value) < 1e-12));
});

test('a column of zeros is dropped', () => {
  const zero = fromColumns([
    [1, 2],
    [0, 0],
  ]);
  assert.deepEqual(choleskySemidefinite(weightedGram(zero, Float64Array.of(1, 1))).dropped, [false, true]);
});

test('the dot product takes every length', () => {
  for (let n = 0; n < 10; n++) {
    const values = Float64Array.from({ length: n }, (_, i) => i + 1);
    assert.equal(dot(values, values), (n * (n + 1) * (2 * n + 1)) / 6);
  }
});
