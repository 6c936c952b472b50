import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BinMatrix, binCombination, binCrossProduct, binGram, binMatrix } from './binMatrix.ts';
import { binLeastSquares } from './binLeastSquares.ts';
import { leastSquaresBasis } from './leastSquaresBasis.ts';
import { leastSquaresResidual } from './leastSquaresResidual.ts';
import { matrix } from './matrix.ts';
import { crossProduct } from './multiply.ts';
import { syntheticMatrix } from './testing/syntheticMatrix.ts';
import { gram } from './weightedCrossProduct.ts';

const binsOf = (rows: number, columns: number, seed: number): BinMatrix =>
  binMatrix(
    rows,
    columns,
    Int8Array.from(syntheticMatrix(rows, columns, seed).data, (x) => Math.floor(5 * Math.abs(x)) % 5),
  );
const doublesOf = ({ rows, columns, data }: BinMatrix) => matrix(rows, columns, Float64Array.from(data));

function assertNear(actual: Float64Array, expected: Float64Array, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= tolerance, `${i}: ${value}, ${expected[i]}`));
}

test('products of bins are those of the same numbers as doubles, to the bit', () => {
  const bins = binsOf(301, 13, 1);
  const x = syntheticMatrix(301, 5, 2);
  assert.deepEqual(binGram(bins), gram(doublesOf(bins)));
  assert.deepEqual(binCrossProduct(bins, x), crossProduct(doublesOf(bins), x));
  const z = syntheticMatrix(13, 1, 3).data;
  const sums = Float64Array.from({ length: 301 }, (_, i) =>
    z.reduce((sum, factor, j) => sum + factor * bins.data[301 * j + i], 0),
  );
  assert.deepEqual(binCombination(bins, z), sums);
});

test('the fit is that of an orthonormal basis', () => {
  const bins = binsOf(500, 60, 4);
  const x = syntheticMatrix(500, 1, 5);
  const basis = leastSquaresBasis(doublesOf(bins), { constant: false });
  const residual = leastSquaresResidual(basis, x).data;
  assertNear(
    binLeastSquares(bins).fit(x.data),
    x.data.map((value, i) => value - residual[i]),
    1e-13,
  );
});

test('columns that others give already change nothing but rounding, and neither does their order', () => {
  const bins = binsOf(200, 12, 6);
  for (let i = 0; i < 400; i += 1) bins.data[i] %= 3;
  const x = syntheticMatrix(200, 1, 7).data;
  const fit = binLeastSquares(bins).fit(x);
  const sum = Int8Array.from({ length: 200 }, (_, i) => bins.data[i] + bins.data[200 + i]);
  const zeros = new Int8Array(200);
  const more = binMatrix(
    200,
    16,
    Int8Array.from([...zeros, ...sum, ...bins.data, ...bins.data.subarray(0, 200), ...zeros]),
  );
  assertNear(binLeastSquares(more).fit(x), fit, 1e-12);
});

test('as many independent columns as rows, or more, fit everything', () => {
  const x = syntheticMatrix(30, 1, 8).data;
  assertNear(binLeastSquares(binsOf(30, 80, 9)).fit(x), x, 1e-9);
});

test('nothing to fit with gives zeros, NaN gives NaN, and other lengths are refused', () => {
  assert.deepEqual(binLeastSquares(binMatrix(3, 0)).fit(Float64Array.of(1, 2, 3)), new Float64Array(3));
  const bins = binsOf(40, 3, 1);
  assert.ok(binLeastSquares(bins).fit(new Float64Array(40).fill(Number.NaN)).every(Number.isNaN));
  assert.throws(() => binLeastSquares(bins).fit(new Float64Array(39)), RangeError);
  assert.throws(() => binMatrix(2, 2, new Int8Array(3)), RangeError);
  assert.throws(() => binGram(binMatrix(9, 1, new Int8Array(9).fill(-1))), RangeError);
  assert.throws(() => binGram(binMatrix(2, 1, Int8Array.of(5, 6))), RangeError);
});
