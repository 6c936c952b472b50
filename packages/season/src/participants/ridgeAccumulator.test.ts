import assert from 'node:assert/strict';
import test from 'node:test';
import { fromColumns, leastSquaresBasis, leastSquaresResidual } from '@robata/kernels';
import { centredBin } from './gram.ts';
import { RidgeAccumulator, centredTarget, linearScore } from './ridgeAccumulator.ts';
import { toyBins, toyTarget } from './testing/toyMarket.ts';

const COLUMNS = 7;
const ERAS = [211, 180, 240].map((rows, seed) => {
  const features = toyBins(rows, COLUMNS, seed);
  return { rows, features, target: toyTarget(features, rows, (bin) => 0.5 * bin(1) - 0.3 * bin(4), seed) };
});

function learned(): RidgeAccumulator {
  const ridge = new RidgeAccumulator(COLUMNS);
  for (const { features, target } of ERAS) ridge.add(features, target);
  return ridge;
}

/** All eras' rows below each other: column j of X, or y. */
const stackedColumn = (j: number) =>
  ERAS.flatMap(({ rows, features }) => Array.from(features.subarray(j * rows, (j + 1) * rows), centredBin));
const stackedTarget = ERAS.flatMap(({ target }) => Array.from(centredTarget(target)));

test('ridge is the closed form: the residual of least squares on the rows with √(λn)·I below them', () => {
  const chosen = [5, 1, 4];
  const lambda = 0.1;
  const root = Math.sqrt(lambda * stackedTarget.length);
  const x = fromColumns(chosen.map((j, k) => [...stackedColumn(j), ...chosen.map((_, i) => (i === k ? root : 0))]));
  const y = fromColumns([[...stackedTarget, ...chosen.map(() => 0)]]);
  const residual = leastSquaresResidual(leastSquaresBasis(x, { constant: false }), y);
  const b = learned().coefficients(chosen, lambda);
  for (let i = 0; i < x.rows; i += 1) {
    const fit = chosen.reduce((sum, _, k) => sum + x.data[k * x.rows + i] * b[k], 0);
    assert.ok(Math.abs(y.data[i] - fit - residual.data[i]) < 1e-11, `row ${i}`);
  }
});

test("the first-order condition holds for all columns: X'(y − Xb) = λ·n·b", () => {
  const b = learned().coefficients([0, 1, 2, 3, 4, 5, 6], 0.01);
  const columns = Array.from({ length: COLUMNS }, (_, j) => stackedColumn(j));
  const residual = stackedTarget.map((y, i) => y - columns.reduce((sum, x, j) => sum + x[i] * b[j], 0));
  for (const [j, x] of columns.entries()) {
    const left = x.reduce((sum, value, i) => sum + value * residual[i], 0);
    assert.ok(Math.abs(left - 0.01 * residual.length * b[j]) < 1e-9, `column ${j}`);
  }
});

test('coefficients stand in the order of the chosen columns', () => {
  const forward = learned().coefficients([1, 4], 0.1);
  const backward = learned().coefficients([4, 1], 0.1);
  assert.ok(Math.abs(forward[0] - backward[1]) < 1e-14 && Math.abs(forward[1] - backward[0]) < 1e-14);
  assert.ok(forward[0] > 0 && forward[1] < 0, 'and have the signs of the planted signal');
});

test('a column twice without shrinkage gives its copy no weight, and before any era every weight is 0', () => {
  const [first, copy] = learned().coefficients([1, 1], 0);
  assert.ok(first > 0);
  assert.equal(copy, 0);
  assert.deepEqual(new RidgeAccumulator(COLUMNS).coefficients([0, 1], 0.1), new Float64Array(2));
});

test('missing targets count as the mean of the era, missing bins as the middle one', () => {
  assert.deepEqual(Array.from(centredTarget(Float64Array.of(0, NaN, 1))), [-0.5, 0, 0.5]);
  assert.deepEqual(Array.from(centredTarget(Float64Array.of(NaN, NaN))), [0, 0]);
  assert.deepEqual(Array.from(linearScore(Int8Array.of(-1, 0, 4, 3, 3, 3), 3, [0, 1], [1, 0.5])), [0.5, -1.5, 2.5]);
});

test('an era of another shape is refused', () => {
  const ridge = new RidgeAccumulator(3);
  assert.throws(() => ridge.add(new Int8Array(7), new Float64Array(2)), RangeError);
  assert.throws(
    () => ridge.add(new Int8Array(7), new Float64Array(2), new Int32Array(9)),
    /2 targets do not fit 7 bins/,
  );
});
