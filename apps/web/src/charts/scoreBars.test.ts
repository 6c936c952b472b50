import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bySign } from './scoreBars.ts';

test('each value stands in the series of its sign; zero stands above, a missing value nowhere', () => {
  assert.deepEqual(bySign([0.02, -0.01, null, 0]), [
    [0.02, null, null, 0],
    [null, -0.01, null, null],
  ]);
  assert.deepEqual(bySign([]), [[], []]);
});
