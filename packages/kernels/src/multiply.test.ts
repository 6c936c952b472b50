import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { column, matrix } from './matrix.ts';
import { matrixVector, transposedMatrixVector } from './matrixVector.ts';
import { crossProduct, multiply } from './multiply.ts';
import { sharedMatrix } from './testing/columnResults.ts';
import { syntheticMatrix } from './testing/syntheticMatrix.ts';

test('every column of a product has the bits of the product with that column, small or large', () => {
  const size = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 20, max: 90 }));
  fc.assert(
    fc.property(size, size, size, fc.nat(), (m, k, n, seed) => {
      const [a, b, c] = [syntheticMatrix(m, k, seed), syntheticMatrix(k, n, seed + 1), syntheticMatrix(m, n, seed + 2)];
      const [ab, ac] = [multiply(a, b), crossProduct(a, c)];
      for (let j = 0; j < n; j += 1) {
        assert.deepEqual(column(ab, j), matrixVector(a, column(b, j)));
        assert.deepEqual(column(ac, j), transposedMatrixVector(a, column(c, j)));
      }
    }),
  );
});

test('a left factor beyond the scratch memory is taken in parts that change no bit', () => {
  const [a, b] = [syntheticMatrix(3001, 3000, 1), syntheticMatrix(3000, 5, 2)];
  const transposed = matrix(3000, 3001, a.data);
  const [ab, atb] = [multiply(a, b), crossProduct(transposed, b)];
  assert.deepEqual(column(ab, 4), matrixVector(a, column(b, 4)));
  assert.deepEqual(column(atb, 4), transposedMatrixVector(transposed, column(b, 4)));
});

test('a right factor of many long columns is taken in parts that change no bit', () => {
  for (const [rows, columns] of [
    [4000, 520],
    [9001, 301],
  ]) {
    const [a, b] = [syntheticMatrix(rows, 5, 1), syntheticMatrix(rows, columns, 2)];
    const atb = crossProduct(a, b);
    for (let j = 0; j < columns; j += 1) assert.deepEqual(column(atb, j), transposedMatrixVector(a, column(b, j)));
  }
});

test('a result goes to the matrix given, on shared memory too, and one of another shape is refused', () => {
  const [a, b, out] = [syntheticMatrix(50, 40, 1), syntheticMatrix(40, 30, 2), sharedMatrix(50, 30)];
  assert.equal(multiply(a, b, out), out);
  assert.deepEqual([...out.data], [...multiply(a, b).data]);
  assert.throws(() => multiply(a, b, matrix(30, 50)), /a 50 × 30 product does not fit 30 × 50/);
  assert.throws(() => crossProduct(a, out, matrix(40, 29)), RangeError);
});

test('NaN and infinities reach what they take part in, at every size', () => {
  for (const n of [2, 60]) {
    const [a, b] = [syntheticMatrix(n, n, 1), syntheticMatrix(n, n, 2)];
    a.data[0] = Number.NaN;
    b.data[n * n - 1] = Number.POSITIVE_INFINITY;
    const c = multiply(a, b);
    for (let j = 0; j < n; j += 1) {
      for (let i = 0; i < n; i += 1) assert.equal(Number.isFinite(c.data[j * n + i]), i > 0 && j < n - 1);
    }
  }
});
