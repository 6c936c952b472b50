import assert from 'node:assert/strict';
import { it } from 'node:test';
import { metaModelDelay } from './metaModelDelay.ts';

it('keeps nothing back unless it is told to, and takes whole numbers of rounds only', () => {
  assert.deepEqual([metaModelDelay(undefined), metaModelDelay(''), metaModelDelay('4')], [0, 0, 4]);
  for (const text of ['-1', '1.5', 'four', '1001']) {
    assert.throws(() => metaModelDelay(text), /whole number from 0 to 1000/);
  }
});
