import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes } from './formatBytes.ts';

test('sizes have the unit in which they are short', () => {
  assert.deepEqual([0, 999, 1000, 99_940, 99_960, 999_499, 999_500, 34_512_000, 2.5e12, 3e16].map(formatBytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '99.9 kB',
    '100 kB',
    '999 kB',
    '1.0 MB',
    '34.5 MB',
    '2.5 TB',
    '30,000 TB',
  ]);
});
