import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stableOrder } from './stableOrder.ts';

test('rows and values stand in ascending order, without NaN', () => {
  const { count, rows, values } = stableOrder([2, Number.NaN, -1, 2, Number.NEGATIVE_INFINITY]);
  assert.equal(count, 4);
  assert.deepEqual([...rows.subarray(0, count)], [4, 2, 0, 3]);
  assert.deepEqual([...values.subarray(0, count)], [Number.NEGATIVE_INFINITY, -1, 2, 2]);
});

test('a column of NaN has no order', () => assert.equal(stableOrder([Number.NaN, Number.NaN]).count, 0));

test('zeros keep their row order and come out as 0', () => {
  const { rows, values } = stableOrder([1, 0, -0, -1]);
  assert.deepEqual([...rows.subarray(0, 4)], [3, 1, 2, 0]);
  assert.deepEqual([...values.subarray(0, 4)], [-1, 0, 0, 1]);
});
