import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dailyEdge } from './refresh.ts';

test('a lasting characteristic earns IC / sqrt(20) a day, a fast one more for the same 20-day coefficient', () => {
  assert.ok(Math.abs(dailyEdge(0.02, 1) - 0.02 / Math.sqrt(20)) < 1e-15);
  // Mean of .9^3 … .9^22 is .729·(1 − .9^20)/2.
  const meanPersistence = (0.729 * (1 - 0.9 ** 20)) / 0.1 / 20;
  assert.ok(Math.abs(dailyEdge(0.02, 0.9) - 0.02 / Math.sqrt(20) / meanPersistence) < 1e-15);
});
