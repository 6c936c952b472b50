import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, crossProduct, fromColumns, leastSquaresBasis, matrix } from '@robata/kernels';
import * as fc from 'fast-check';
import { prepareCorr } from './corr20v2.ts';
import { neutralized, prepareFnc } from './fnc.ts';
import { normalColumns, normalScores } from './normalScores.ts';
import { rowsOf } from './table.ts';
import { randomMatrix, randomVector } from './testing/sampleData.ts';

test('neutral predictions are orthogonal to every feature and have mean 0', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 50 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (n, k, seed) => {
      const features = randomMatrix(n, k, seed);
      const normal = normalColumns(normalScores(randomMatrix(n, 3, seed + 1)));
      const neutral = neutralized(normal, leastSquaresBasis(features));
      crossProduct(features, neutral).data.forEach((x) => assert.ok(Math.abs(x) < 1e-9));
      crossProduct(matrix(n, 1, new Float64Array(n).fill(1)), neutral).data.forEach((x) =>
        assert.ok(Math.abs(x) < 1e-9),
      );
    }),
  );
});

test('features without any correlation to the model leave corr as it is', () => {
  const p = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const feature = Float64Array.of(1, -1, -1, 1, 1, -1, -1, 1);
  const scores = normalScores(fromColumns([p]));
  const target = randomVector(8, 1);
  const fnc = prepareFnc(scores, leastSquaresBasis(fromColumns([feature]))).score(target)[0];
  assert.ok(Math.abs(fnc - prepareCorr(scores).score(target)[0]) < 0.2);
  const none = prepareFnc(scores, leastSquaresBasis(matrix(8, 0))).score(target)[0];
  assert.equal(none, prepareCorr(scores).score(target)[0]);
});

test('the order of the rows, the models and the features does not matter', () => {
  const n = 40;
  const [predictions, features, target] = [randomMatrix(n, 3, 1), randomMatrix(n, 5, 2), randomVector(n, 3)];
  const rows = Array.from({ length: n }, (_, i) => (i * 17 + 5) % n);
  const scores = prepareFnc(normalScores(predictions), leastSquaresBasis(features)).score(target);
  const shuffledFeatures = fromColumns([4, 2, 0, 1, 3].map((j) => column(rowsOf(features, rows), j)));
  const shuffled = prepareFnc(normalScores(rowsOf(predictions, rows)), leastSquaresBasis(shuffledFeatures)).score(
    Float64Array.from(rows, (i) => target[i]),
  );
  scores.forEach((score, j) => assert.ok(Math.abs(score - shuffled[j]) < 1e-12));
});

test('many models at once score as each alone', () => {
  const predictions = randomMatrix(30, 130, 1);
  const basis = leastSquaresBasis(randomMatrix(30, 4, 2));
  const target = randomVector(30, 3);
  const together = prepareFnc(normalScores(predictions), basis).score(target);
  for (const j of [0, 63, 64, 129]) {
    const alone = prepareFnc(normalScores(fromColumns([column(predictions, j)])), basis).score(target)[0];
    assert.ok(Math.abs(alone - together[j]) < 1e-13);
  }
});

test('a constant model scores NaN and leaves the others alone', () => {
  const p = randomVector(20, 1);
  const basis = leastSquaresBasis(randomMatrix(20, 2, 2));
  const [constant, other] = prepareFnc(normalScores(fromColumns([p.map(() => 1), p])), basis).score(
    randomVector(20, 3),
  );
  assert.ok(Number.isNaN(constant) && Number.isFinite(other));
});
