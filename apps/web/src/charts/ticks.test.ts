import assert from 'node:assert/strict';
import test from 'node:test';
import { ticks } from './ticks.ts';

test('ticks are round numbers within the range, the ends included', () => {
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-0.013, 0.031, 4), [0, 0.02]);
  assert.deepEqual(ticks(-0.03, 0.03, 6), [-0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03]);
  assert.deepEqual(ticks(0, 700, 4), [0, 200, 400, 600]);
});

test('a range of nothing has no ticks', () => {
  assert.deepEqual(ticks(1, 1, 5), []);
  assert.deepEqual(ticks(Number.NaN, 1, 5), []);
});
