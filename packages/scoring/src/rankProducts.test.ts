import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, dotProduct, fromColumns, unitDeviations } from '@robata/kernels';
import * as fc from 'fast-check';
import { normalColumns, normalScores } from './normalScores.ts';
import { deviationLengths, rankProducts, weightedRankSum } from './rankProducts.ts';
import { normalTable } from './rankTable.ts';
import { randomMatrix, randomVector } from './testing/sampleData.ts';

test('products have the bits of a dot product in row order, whatever the other columns', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 11 }), fc.nat(), (n, models, seed) => {
      const scores = normalScores(randomMatrix(n, models, seed));
      const normal = normalColumns(scores);
      const direction = randomVector(n, seed + 1);
      const expected = Float64Array.from({ length: models }, (_, j) => dotProduct(column(normal, j), direction));
      assert.deepEqual(rankProducts(scores.ranks, normalTable, direction), expected);
    }),
  );
});

const gaps = normalScores(
  fromColumns([
    [3, 1, 2],
    [1, Number.NaN, 2],
    [5, 5, 5],
  ]),
);

test('a column with a gap has no product and no length, a constant one a length of 0', () => {
  const direction = Float64Array.of(1, 2, 3);
  assert.deepEqual([...rankProducts(gaps.ranks, normalTable, direction)].map(Number.isNaN), [false, true, false]);
  const [length, missing, none] = deviationLengths(gaps.ranks, normalTable);
  const first = column(normalColumns(gaps), 0);
  assert.ok(Math.abs(length * unitDeviations(first)[0] - first[0]) < 1e-15);
  assert.ok(Number.isNaN(missing));
  assert.equal(none, 0);
  assert.throws(() => rankProducts(gaps.ranks, normalTable, new Float64Array(2)), RangeError);
});

test('the weighted sum leaves out columns without weight, gaps or not', () => {
  const sum = weightedRankSum(gaps.ranks, normalTable, Float64Array.of(2, 0, 7));
  assert.deepEqual(
    sum,
    column(normalColumns(gaps), 0).map((x) => 2 * x),
  );
  assert.ok(weightedRankSum(gaps.ranks, normalTable, Float64Array.of(2, 1, 0)).every(Number.isNaN));
});
