import assert from 'node:assert/strict';
import { it } from 'node:test';
import { largestDifference, relativeDifference } from './largestDifference.ts';

it('is the largest distance of values that both have', () => {
  assert.equal(largestDifference([1, 2, 9], [1, 2.5]), 0.5);
  assert.equal(relativeDifference([1, 2], [1, 4]), 0.5);
});

it('is infinite where only one side has a number, and nothing where neither has', () => {
  assert.equal(largestDifference([1, Number.NaN], [1, 2]), Infinity);
  assert.equal(largestDifference([1, 2], [1, Number.NaN]), Infinity);
  assert.equal(largestDifference([1, Number.NaN], [1, Number.NaN]), 0);
});
