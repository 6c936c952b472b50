import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as scores from './tableScores.ts';
import { selectRows, tableOf } from './table.ts';
import { randomSeries, randomTable } from './testing/sampleData.ts';

const predictions = randomTable(30, ['a', 'b'], 1);
const target = randomSeries(30, 2);
const features = randomTable(30, ['f', 'g'], 3);

test('the order of the rows does not matter where tables are aligned', () => {
  const rows = Array.from({ length: 30 }, (_, i) => (i * 7) % 30);
  assert.deepEqual(scores.numeraiCorr(selectRows(predictions, rows), target), scores.numeraiCorr(predictions, target));
});

test('the target is centred on all of its rows, also those without predictions', () => {
  const some = selectRows(
    predictions,
    Array.from({ length: 26 }, (_, i) => i),
  );
  const skewed = { ids: target.ids, values: target.values.map((x, i) => (i < 26 ? x : 1000 * x)) };
  assert.notDeepEqual(scores.numeraiCorr(some, skewed), scores.numeraiCorr(some, target));
});

test('unsorted, unequal or incomplete tables are refused where ties or rows would hang on them', () => {
  const reversed = selectRows(
    predictions,
    Array.from({ length: 30 }, (_, i) => 29 - i),
  );
  assert.throws(() => scores.rankTieKept(reversed), { code: 'unsorted_ids' });
  assert.throws(() => scores.featureNeutralCorr(reversed, features, target), { code: 'unsorted_ids' });
  assert.throws(() => scores.neutralize(reversed, features), { code: 'different_ids' });
  const gap = tableOf(['a', 'b'], { m: [1, Number.NaN] });
  assert.throws(() => scores.neutralize(gap, gap), { code: 'missing_value' });
  assert.throws(() => scores.transformForCorr(gap), { code: 'missing_value' });
});

test('a constant model makes the whole feature-neutral call fail, as the reference does', () => {
  const constant = tableOf(predictions.ids, { k: new Float64Array(30) });
  assert.throws(() => scores.featureNeutralCorr(constant, features, target), { code: 'too_little_overlap' });
});

test('the feature of largest correlation is the first of equals and constants are skipped', () => {
  const ids = ['a', 'b', 'c'];
  const table = tableOf(ids, { constant: [1, 1, 1], first: [1, 2, 4], second: [1, 2, 4] });
  const best = scores.maxFeatureCorrelation({ ids, values: Float64Array.of(1, 2, 4) }, table);
  assert.equal(best.feature, 'first');
  assert.throws(() => scores.maxFeatureCorrelation({ ids, values: Float64Array.of(1, 1, 1) }, table), {
    code: 'constant',
  });
});

test('standardized columns have mean 0 and deviation 1 over what is there', () => {
  const table = tableOf(['a', 'b', 'c'], { m: [1, Number.NaN, 3] });
  assert.deepEqual([...scores.standardize(table).values.data], [-1, Number.NaN, 1]);
  assert.deepEqual([...scores.varianceNormalize(table).values.data], [1, Number.NaN, 3]);
});

test('a stake for a model that is not there is refused', () => {
  assert.throws(() => scores.stakeWeight(predictions, { a: 1, gone: 2 }), { code: 'unknown_column' });
});
