import assert from 'node:assert/strict';
import test from 'node:test';
import { formatBytes } from './formatBytes.ts';

test('a size is told in the unit that it has some of', () => {
  assert.deepEqual([0, 1023, 1024, 1536, 1024 ** 2, 12.5 * 1024 ** 2].map(formatBytes), [
    '0 bytes',
    '1,023 bytes',
    '1.0 kB',
    '1.5 kB',
    '1.0 MB',
    '12.5 MB',
  ]);
});
