import assert from 'node:assert/strict';
import test from 'node:test';
import { formatBytes } from './formatBytes.ts';

test('a size has three digits in the largest unit that it fills', () => {
  assert.deepEqual([0, 512, 999, 1_000, 1_234_567, 12_345_678, 123_456_789, 999_600_000, 5e15].map(formatBytes), [
    '0 B',
    '512 B',
    '999 B',
    '1.00 kB',
    '1.23 MB',
    '12.3 MB',
    '123 MB',
    '1.00 GB',
    '5,000 TB',
  ]);
});
