import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  column,
  fromColumns,
  gaussianizedRank,
  leastSquaresBasis,
  leastSquaresResidual,
  matrix,
} from '@robata/kernels';
import { collected } from './columnBlocks.ts';
import { neutralEs22, ordinalRanks, prepareCorr2022, prepareFnc2022, prepareFncEs22 } from './corr2022.ts';
import { pick } from './preparedScore.ts';
import { rowsOf } from './table.ts';
import { prepareTb2022, prepareTbFncEs22 } from './tb2022.ts';
import { binnedTarget, randomMatrix, randomVector } from './testing/sampleData.ts';

const rising = (n: number) => Float64Array.from({ length: n }, (_, i) => i);

test('the best possible score of 2022 is that of the bins', () => {
  assert.ok(
    Math.abs(prepareCorr2022(ordinalRanks(fromColumns([rising(100)]))).score(binnedTarget(100))[0] - 0.910197) < 5e-7,
  );
  assert.ok(
    Math.abs(prepareCorr2022(ordinalRanks(fromColumns([rising(5000)]))).score(binnedTarget(5000))[0] - 0.910151) < 5e-7,
  );
});

test('ties are broken by row, so that a constant model ranks its rows', () => {
  const [constant, same] = prepareCorr2022(ordinalRanks(fromColumns([[1, 1, 1, 1], rising(4)]))).score(
    Float64Array.of(0, 1, 0, 1),
  );
  assert.equal(constant, same);
});

test('rows without a target are left out and the rest is ranked anew', () => {
  const predictions = randomMatrix(12, 2, 1);
  const target = randomVector(12, 2);
  const kept = fromColumns([0, 1].map((j) => predictions.data.slice(j * 12, j * 12 + 9)));
  const withGaps = target.map((x, i) => (i < 9 ? x : Number.NaN));
  const expected = prepareCorr2022(ordinalRanks(kept)).score(target.slice(0, 9));
  prepareCorr2022(ordinalRanks(predictions))
    .score(withGaps)
    .forEach((s, j) => assert.ok(Math.abs(s - expected[j]) < 1e-15));
});

test('without features the feature-neutral scores are the plain one', () => {
  const predictions = randomMatrix(30, 2, 3);
  const target = randomVector(30, 4);
  const plain = prepareCorr2022(ordinalRanks(predictions)).score(target);
  const nothing = leastSquaresBasis(matrix(30, 0), { constant: false });
  assert.deepEqual(prepareFnc2022(ordinalRanks(predictions), nothing).score(target), plain);
  assert.deepEqual(prepareFncEs22(ordinalRanks(predictions), nothing).score(target), plain);
});

test('a top/bottom score reads raw predictions, and only those of both ends', () => {
  const predictions = fromColumns([[0, 1, 50, 51, 99, 100]]);
  const score = (target: number[]) => prepareTb2022(predictions, 2).score(Float64Array.from(target))[0];
  assert.equal(score([0, 1, 7, -7, 99, 100]), score([0, 1, -7, 7, 99, 100]));
  assert.ok(Math.abs(score([0, 1, 7, 7, 99, 100]) - 1) < 1e-15);
  assert.throws(() => prepareTb2022(predictions, 4), /need 8 rows and there are 6/);
  assert.ok(Number.isNaN(prepareTb2022(fromColumns([[0, Number.NaN, 1]]), 1).score(Float64Array.of(1, 2, 3))[0]));
});

test('the neutral top/bottom score ranks the chosen rows', () => {
  const neutral = fromColumns([[-9, -1, 0, 0.1, 1, 1000]]);
  const [score] = prepareTbFncEs22(neutral, 2).score(Float64Array.of(1, 2, 0, 0, 3, 4));
  assert.ok(Math.abs(score - 1) < 1e-15);
});

test('top/bottom scores leave out rows without a target, and the neutral predictions of the scripts are of normal scores', () => {
  const [predictions, features, target] = [randomMatrix(40, 2, 1), randomMatrix(40, 3, 2), randomVector(40, 3)];
  const rows = Array.from({ length: 40 }, (_, i) => i).filter((i) => i % 4 !== 1);
  const gaps = target.map((x, i) => (i % 4 === 1 ? Number.NaN : x));
  for (const prepare of [prepareTb2022, prepareTbFncEs22]) {
    assert.deepEqual(
      prepare(predictions, 7).score(gaps),
      prepare(rowsOf(predictions, rows), 7).score(pick(target, rows)),
    );
  }
  const basis = leastSquaresBasis(features, { constant: false });
  const normal = fromColumns([0, 1].map((j) => gaussianizedRank(column(predictions, j))));
  const expected = leastSquaresResidual(basis, normal).data;
  collected(neutralEs22(ordinalRanks(predictions), basis)).data.forEach((x, k) =>
    assert.ok(Math.abs(x - expected[k]) < 1e-14),
  );
});

test('a correlation of a ranking with itself is not above 1', () => {
  for (let n = 2; n < 60; n += 1) {
    const [score] = prepareCorr2022(ordinalRanks(fromColumns([rising(n)]))).score(rising(n));
    assert.ok(score <= 1 && score > 1 - 1e-15);
  }
});
