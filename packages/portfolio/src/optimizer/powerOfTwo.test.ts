import assert from 'node:assert/strict';
import { test } from 'node:test';
import { powerOfTwo } from './powerOfTwo.ts';

test('the largest power of two not above a number', () => {
  for (const [x, expected] of [
    [1, 1],
    [1.99, 1],
    [2, 2],
    [0.3, 0.25],
    [1e-300, 2 ** -997],
    [0, 1],
  ]) {
    assert.equal(powerOfTwo(x), expected);
  }
});
