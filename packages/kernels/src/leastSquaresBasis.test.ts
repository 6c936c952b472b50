import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { leastSquaresBasis } from './leastSquaresBasis.ts';
import { leastSquaresResidual } from './leastSquaresResidual.ts';
import { type Matrix, column, fromColumns, matrix } from './matrix.ts';
import { crossProduct } from './multiply.ts';
import { singularBasis } from './singularBasis.ts';

const largest = (values: Float64Array) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Numbers in (−1, 1) from a seed, so that a failing case can be repeated. */
function random(rows: number, columns: number, seed: number): Matrix {
  let state = seed >>> 0;
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 31 - 1;
    }),
  );
}

function assertOrthonormal(basis: Matrix): void {
  crossProduct(basis, basis).data.forEach((x, k) => {
    const expected = k % (basis.columns + 1) === 0 ? 1 : 0;
    assert.ok(Math.abs(x - expected) < 1e-13, `${x} and not ${expected}`);
  });
}

test('the residual is orthogonal to every feature and to 1, whatever the shape', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 12 }), fc.nat(), (rows, columns, seed) => {
      const features = random(rows, columns, seed);
      const basis = leastSquaresBasis(features);
      assertOrthonormal(basis);
      const residual = leastSquaresResidual(basis, random(rows, 2, seed + 1));
      assert.ok(largest(crossProduct(features, residual).data) < 1e-8);
      assert.ok(Math.abs(column(residual, 0).reduce((a, b) => a + b, 0)) < 1e-8);
    }),
  );
});

test('hundreds of features give an orthonormal basis to which residuals are orthogonal', () => {
  const features = random(500, 260, 3);
  const basis = leastSquaresBasis(features);
  assert.equal(basis.columns, 261);
  assertOrthonormal(basis);
  assert.ok(largest(crossProduct(features, leastSquaresResidual(basis, random(500, 2, 4))).data) < 1e-12);
});

test('the two ways to a basis span the same space', () => {
  const features = random(40, 6, 7);
  const x = random(40, 3, 8);
  const fast = leastSquaresResidual(leastSquaresBasis(features, { constant: false }), x);
  const careful = leastSquaresResidual(singularBasis(features, 1e-6), x);
  assert.ok(largest(fast.data.map((r, k) => r - careful.data[k])) < 1e-13);
});

test('duplicate, dependent and constant features add no direction', () => {
  const [a, b] = [column(random(20, 1, 1), 0), column(random(20, 1, 2), 0)];
  const dependent = fromColumns([a, b, a, a.map((x, i) => 2 * x - b[i]), a.map(() => 3)]);
  const basis = leastSquaresBasis(dependent);
  assert.equal(basis.columns, 3);
  assertOrthonormal(basis);
  const x = random(20, 1, 3);
  const expected = leastSquaresResidual(leastSquaresBasis(fromColumns([a, b])), x);
  const residual = leastSquaresResidual(basis, x);
  assert.ok(largest(residual.data.map((r, k) => r - expected.data[k])) < 1e-13);
});

test('columns that depend on others, or are nothing but rounding, leave the space of the singular vectors', () => {
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 60 }), fc.integer({ min: 2, max: 6 }), fc.nat(), (rows, groups, seed) => {
      const styles = random(rows, 3, seed);
      const [a, b, c] = [0, 1, 2].map((j) => column(styles, j)) as [Float64Array, Float64Array, Float64Array];
      const dummies = Array.from({ length: groups }, (_, g) =>
        Float64Array.from({ length: rows }, (_, i) => (i % groups === g ? 1 : 0)),
      );
      const features = fromColumns([
        a,
        new Float64Array(rows),
        ...dummies,
        b,
        a.map((x, i) => 1e-15 * x - 1e-15 * b[i]),
        a.map((x, i) => 3 * x + b[i] / 7),
        c,
      ]);
      const basis = leastSquaresBasis(features);
      assert.equal(basis.columns, groups + 3);
      assertOrthonormal(basis);
      const x = random(rows, 2, seed + 1);
      const ones = fromColumns([
        ...Array.from({ length: features.columns }, (_, j) => column(features, j)),
        a.map(() => 1),
      ]);
      const careful = leastSquaresResidual(singularBasis(ones, 1e-6), x);
      const fast = leastSquaresResidual(basis, x);
      assert.ok(largest(fast.data.map((r, k) => r - careful.data[k])) < 1e-12);
    }),
  );
});

test('a direction is dropped below the tolerance and kept above it', () => {
  const [a, b] = [column(random(20, 1, 1), 0), column(random(20, 1, 2), 0)];
  const nearly = (size: number) => fromColumns([a, a.map((x, i) => x + size * b[i])]);
  assert.equal(leastSquaresBasis(nearly(1e-4), { constant: false }).columns, 2);
  assert.equal(leastSquaresBasis(nearly(1e-8), { constant: false }).columns, 1);
  assert.equal(leastSquaresBasis(nearly(1e-8), { constant: false, relativeTolerance: 1e-12 }).columns, 2);
});

test('with as many features as rows nothing is left, and proportion takes off its share', () => {
  const basis = leastSquaresBasis(random(6, 9, 5));
  const x = random(6, 1, 6);
  assert.equal(basis.columns, 6);
  assert.ok(largest(leastSquaresResidual(basis, x).data) < 1e-13);
  leastSquaresResidual(basis, x, 0.25).data.forEach((r, k) => assert.ok(Math.abs(r - 0.75 * x.data[k]) < 1e-13));
});

test('features that are zero or absent leave only the mean', () => {
  const x = fromColumns([[1, 2, 6]]);
  for (const features of [matrix(3, 0), matrix(3, 2)]) {
    const residual = leastSquaresResidual(leastSquaresBasis(features), x);
    [-2, -1, 3].forEach((r, i) => assert.ok(Math.abs(residual.data[i] - r) < 1e-14));
  }
  assert.equal(leastSquaresBasis(matrix(3, 2), { constant: false }).columns, 0);
});

test('a missing feature value and unequal rows are refused', () => {
  assert.throws(() => leastSquaresBasis(fromColumns([[1, Number.NaN]])), /feature 0 is not finite in row 1/);
  assert.throws(() => leastSquaresResidual(leastSquaresBasis(matrix(3, 1)), matrix(2, 1)), RangeError);
});
