import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tradedWeight, tradingCost } from './tradingCost.ts';

test("buys and sells both count, at one cost or at each stock's own", () => {
  assert.equal(tradedWeight([0.5, -0.25, 0], [0.25, 0.25, 0]), 0.75);
  assert.equal(tradingCost([0.5, -0.25, 0], [0.25, 0.25, 0], 0.001), 0.00075);
  assert.equal(tradingCost([0.5, -0.25], [0.25, 0.25], [1, 2]), 1.25);
  assert.equal(tradingCost([], [], 0.001), 0);
});

test('unequal lengths are refused', () => {
  assert.throws(() => tradingCost([1], [1, 2], 0.1), RangeError);
  assert.throws(() => tradingCost([1], [2], [0.1, 0.1]), RangeError);
});
