import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MISSING_BIN } from '../features/fiveBins.ts';
import { FeatureStatisticsBuilder } from './featureStatistics.ts';

const STOCKS = 50;
const TARGET = 'janet_20';

/** Eras whose one feature has the given share of its values; its correlation with the target is near +1 in even eras and lower in odd ones. */
function statistics(eras: number, coverage: number) {
  const builder = new FeatureStatisticsBuilder(1, TARGET);
  for (let era = 0; era < eras; era++) {
    const features = Int8Array.from({ length: STOCKS }, (_, i) => (i < coverage * STOCKS ? i % 5 : MISSING_BIN));
    const target = Float64Array.from({ length: STOCKS }, (_, i) => (i % 5) / 4 + (era % 2) * ((i % 3) / 2));
    const ids = Array.from({ length: STOCKS }, (_, i) => `n${i}`);
    builder.add({ era: String(era), ids, features, targets: new Map([[TARGET, target]]) });
  }
  return builder.build()[0] ?? assert.fail('no feature');
}

test('ten eras in which half of the stocks have a value give a correlation and a Sharpe ratio', () => {
  const { missing_share, corr_mean, corr_sharpe } = statistics(10, 0.5);
  assert.equal(missing_share, 0.5);
  assert.ok(corr_mean !== null && corr_mean > 0.5 && corr_mean < 1);
  assert.ok(corr_sharpe !== null && corr_sharpe > 1);
});

test('nine eras say nothing, however full', () => {
  assert.deepEqual(statistics(9, 1), { missing_share: 0, corr_mean: null, corr_sharpe: null });
});

test('a feature that most stocks lack says nothing, however many eras', () => {
  assert.deepEqual(statistics(30, 0.08), { missing_share: 0.92, corr_mean: null, corr_sharpe: null });
  assert.equal(statistics(30, 0.48).corr_sharpe, null);
});
