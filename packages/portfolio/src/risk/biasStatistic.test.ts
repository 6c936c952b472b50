import assert from 'node:assert/strict';
import { test } from 'node:test';
import { biasStatistic } from './biasStatistic.ts';

test('it is the sd of realized over predicted', () => {
  assert.ok(Math.abs(biasStatistic([1, -1, 2, -2], [1, 1, 2, 2]) - Math.sqrt(4 / 3)) < 1e-15);
  assert.ok(Math.abs(biasStatistic([3, -3, 6, -6], [1, 1, 2, 2]) - 3 * Math.sqrt(4 / 3)) < 1e-14);
});

test('periods without a return or a prediction are left out, and one period is not enough', () => {
  const bias = biasStatistic([1, -1, 2, -2, Number.NaN, 5], [1, 1, 2, 2, 1, 0]);
  assert.ok(Math.abs(bias - Math.sqrt(4 / 3)) < 1e-15);
  assert.ok(Number.isNaN(biasStatistic([1], [1])));
  assert.throws(() => biasStatistic([1], [1, 2]), RangeError);
});
