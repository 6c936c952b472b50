import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, matrix } from '@robata/kernels';
import * as fc from 'fast-check';
import { prepareCorr } from './corr20v2.ts';
import { normalScores } from './normalScores.ts';
import { rowsOf } from './table.ts';
import { topBottomRows } from './topBottomRows.ts';
import { binnedTarget, randomMatrix, randomVector } from './testing/sampleData.ts';

const corr = (predictions: ArrayLike<number>, target: ArrayLike<number>, options = {}) =>
  prepareCorr(normalScores(fromColumns([predictions]))).score(Float64Array.from(target), options)[0];
const rising = (n: number) => Float64Array.from({ length: n }, (_, i) => i);
const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 40 });

test('the published test vectors come out', () => {
  assert.ok(Math.abs(corr(rising(100), binnedTarget(100)) - 0.94791802888417) < 1e-13);
  assert.ok(Math.abs(corr([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]) - 0.996488474143828) < 1e-13);
  assert.ok(Math.abs(corr(binnedTarget(100), binnedTarget(100)) - 0.9991953228835079) < 1e-13);
  assert.ok(Math.abs(corr(rising(5000), binnedTarget(5000)) - 0.9417176259792) < 1e-12);
});

test('a rising function of the predictions changes no bit', () => {
  fc.assert(
    fc.property(values, fc.nat(), (p, seed) => {
      const target = randomVector(p.length, seed);
      assert.deepEqual(
        corr(
          p.map((x) => Math.exp(x / 3) - 5),
          target,
        ),
        corr(p, target),
      );
    }),
  );
});

test('the reverse of a model scores exactly the opposite', () => {
  fc.assert(
    fc.property(values, fc.nat(), (p, seed) => {
      const target = randomVector(p.length, seed);
      const score = corr(p, target);
      assert.deepEqual(
        corr(
          p.map((x) => -x),
          target,
        ),
        Number.isNaN(score) ? score : -score,
      );
    }),
  );
});

test('the scale and place of the target do not matter, the order of rows only to rounding', () => {
  fc.assert(
    fc.property(values, fc.nat(), (p, seed) => {
      const target = randomVector(p.length, seed);
      const score = corr(p, target);
      if (Number.isNaN(score)) return;
      assert.ok(
        Math.abs(
          corr(
            p,
            target.map((x) => 4 * x - 2),
          ) - score,
        ) < 1e-12,
      );
      assert.ok(Math.abs(corr(p.toReversed(), target.toReversed()) - score) < 1e-12);
    }),
  );
});

test('constant models, constant targets, NaN models and empty universes score NaN', () => {
  const scores = prepareCorr(
    normalScores(
      fromColumns([
        [1, 1, 1],
        [1, Number.NaN, 3],
        [1, 2, 3],
      ]),
    ),
  );
  assert.deepEqual([...scores.score(Float64Array.of(1, 2, 3))].map(Number.isNaN), [true, true, false]);
  assert.ok(Number.isNaN(scores.score(Float64Array.of(0.1, 0.1, 0.1))[2]));
  assert.ok(Number.isNaN(prepareCorr(normalScores(matrix(0, 1))).score(new Float64Array(0))[0]));
});

test('rows without a target are left out and the rest is ranked anew', () => {
  const predictions = randomMatrix(30, 3, 1);
  const target = randomVector(30, 2);
  const rows = Array.from({ length: 30 }, (_, i) => i).filter((i) => i % 4 !== 0);
  const withGaps = target.map((x, i) => (i % 4 === 0 ? Number.NaN : x));
  for (const options of [{}, { targetPower15: false }, { topBottom: 5 }]) {
    const expected = prepareCorr(normalScores(rowsOf(predictions, rows))).score(
      Float64Array.from(rows, (i) => target[i]),
      options,
    );
    const scores = prepareCorr(normalScores(predictions)).score(withGaps, options);
    scores.forEach((score, j) => assert.ok(Math.abs(score - expected[j]) < 1e-14));
  }
});

test('a model scores where all it lacks are rows without a target, and NaN where it lacks another', () => {
  const p = randomVector(20, 1);
  const [known, unknown] = [3, 4].map((row) => p.map((x, i) => (i === row ? Number.NaN : x)));
  const target = randomVector(20, 2).map((x, i) => (i === 3 ? Number.NaN : x));
  assert.equal(corr(known, target), corr(p, target));
  for (const options of [{}, { topBottom: 4 }]) assert.ok(Number.isNaN(corr(unknown, target, options)));
});

test('top and bottom take the first of equal rows to the bottom and the last to the top', () => {
  assert.deepEqual([...topBottomRows([1, 1, 2, 2, 2], 1)], [0, 4]);
  assert.deepEqual([...topBottomRows([7, 7, 7, 7, Number.NaN, 7], 2)], [0, 1, 3, 5]);
  assert.throws(() => corr([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], { topBottom: 3 }), /need 6 rows and there are 5/);
});

test('a prepared score can be asked again and leaves the predictions alone', () => {
  const predictions = randomMatrix(20, 2, 3);
  const before = predictions.data.slice();
  const prepared = prepareCorr(normalScores(predictions));
  const target = randomVector(20, 4);
  const first = prepared.score(target);
  prepared.score(randomVector(20, 5));
  assert.deepEqual(prepared.score(target), first);
  assert.deepEqual(predictions.data, before);
  assert.equal(column(predictions, 0).length, 20);
});
