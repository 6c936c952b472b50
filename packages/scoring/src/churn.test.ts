import assert from 'node:assert/strict';
import { test } from 'node:test';
import { churn, topBottomChurn, turnover } from './churn.ts';
import { maxChurnAndTurnover } from './maxChurnAndTurnover.ts';
import { idsOf, randomSeries, randomTable } from './testing/sampleData.ts';

const series = (values: number[]) => ({ ids: idsOf(values.length), values: Float64Array.from(values) });

test('churn is 0 for the same order and 2 for the reverse', () => {
  assert.ok(Math.abs(churn(series([1, 2, 3, 4]), series([1, 5, 6, 9]))) < 1e-15);
  assert.ok(Math.abs(churn(series([1, 2, 3, 4]), series([4, 3, 2, 1])) - 2) < 1e-15);
  assert.throws(() => churn(series([1, 2, 3]), series([1, 1, 1])), { code: 'constant' });
});

test('top/bottom churn counts the ids that left either end', () => {
  assert.equal(topBottomChurn(series([1, 2, 3, 4]), series([1, 2, 3, 4]), 2), 0);
  assert.equal(topBottomChurn(series([1, 2, 3, 4]), series([4, 3, 2, 1]), 2), 1);
  assert.equal(topBottomChurn(series([1, 2, 3, 4]), series([2, 1, 3, 4]), 1), 0.5);
  assert.throws(() => topBottomChurn(series([1, Number.NaN]), series([1, 2]), 1), { code: 'missing_value' });
});

test('a whole book of gross 1 traded is a turnover of 1', () => {
  assert.equal(turnover(series([0.5, -0.5]), series([-0.5, 0.5])), 1);
  assert.equal(turnover(series([0.5, -0.5]), series([0.5, -0.5])), 0);
});

test('the largest churn and turnover are taken, and a submission equal to the last has none', () => {
  const shared = { neutralizers: randomTable(150, ['a', 'b'], 1), sampleWeights: randomSeries(150, 2) };
  const dated = (seed: number) => ({ ...shared, submission: randomSeries(150, seed) });
  assert.deepEqual(maxChurnAndTurnover(dated(3), []), { maxChurn: 1, maxTurnover: 1 });
  const same = maxChurnAndTurnover(dated(3), [dated(3)]);
  assert.ok(same.maxChurn < 1e-14 && same.maxTurnover === 0);
  const both = maxChurnAndTurnover(dated(3), [dated(4), dated(5)]);
  const each = [4, 5].map((seed) => maxChurnAndTurnover(dated(3), [dated(seed)]));
  assert.equal(both.maxChurn, Math.max(...each.map((one) => one.maxChurn)));
  assert.equal(both.maxTurnover, Math.max(...each.map((one) => one.maxTurnover)));
});

test('a universe that has moved on is left out, a submission that is too small is refused', () => {
  const current = {
    submission: randomSeries(150, 3),
    neutralizers: randomTable(150, ['a'], 1),
    sampleWeights: randomSeries(150, 2),
  };
  const moved = <T extends { ids: readonly string[] }>(table: T): T => ({
    ...table,
    ids: table.ids.map((id) => `x${id}`),
  });
  const other = {
    submission: moved(current.submission),
    neutralizers: moved(current.neutralizers),
    sampleWeights: moved(current.sampleWeights),
  };
  assert.deepEqual(maxChurnAndTurnover(current, [other]), { maxChurn: 1, maxTurnover: 1 });
  const small = { ...current, submission: randomSeries(99, 3) };
  assert.throws(() => maxChurnAndTurnover(small, []), { code: 'invalid_submission_ids' });
});
