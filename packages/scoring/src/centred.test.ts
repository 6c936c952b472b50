import assert from 'node:assert/strict';
import { test } from 'node:test';
import { centred } from './centred.ts';

test('equal values become exact zeros, though their sum is rounded, and NaN stays where it is', () => {
  assert.deepEqual([...centred(new Float64Array(7).fill(0.1))], [0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...centred(Float64Array.of(1, Number.NaN, 3))], [-1, Number.NaN, 1]);
  assert.equal(centred(new Float64Array(0)).length, 0);
});
