import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  choleskySolve,
  fromColumns,
  matrixVector,
  transposedMatrixVector,
  weightedCrossProduct,
} from '@robata/kernels';
import { choleskySemidefinite } from './choleskySemidefinite.ts';

const x = fromColumns([
  [1, 1, 1, 1, 1],
  [1, 2, 3, 4, 5],
  [2, 4, 6, 8, 10],
  [1, 0, 0, 1, 0],
]);

test('a system with a repeated column is solved with 0 at the later one, and the fit is that of the others', () => {
  const gram = weightedCrossProduct(x, new Float64Array(5).fill(1));
  const before = gram.data.slice();
  const y = matrixVector(x, [3, -1, 0, 2]);
  const { lower, dropped } = choleskySemidefinite(gram);
  assert.deepEqual(dropped, [false, false, true, false]);
  assert.deepEqual(gram.data, before);
  const solved = choleskySolve(lower, transposedMatrixVector(x, y));
  [3, -1, 0, 2].forEach((value, k) => assert.ok(Math.abs(solved[k] - value) < 1e-12));
});

test('nothing stands above the diagonal of the factor, and LL’ is the matrix', () => {
  const gram = weightedCrossProduct(x, Float64Array.of(1, 0, 2, 1, 1));
  const { lower } = choleskySemidefinite(gram);
  const l = (i: number, j: number) => lower.data[j * 4 + i];
  for (let j = 0; j < 4; j++) {
    for (let i = 0; i < 4; i++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += l(i, k) * l(j, k);
      if (i < j) assert.equal(l(i, j), 0);
      assert.ok(Math.abs(sum - gram.data[j * 4 + i]) < 1e-12);
    }
  }
});

test('a column of zeros is dropped', () => {
  const zero = fromColumns([
    [1, 2],
    [0, 0],
  ]);
  assert.deepEqual(choleskySemidefinite(weightedCrossProduct(zero, Float64Array.of(1, 1))).dropped, [false, true]);
});
