import assert from 'node:assert/strict';
import test from 'node:test';
import { formatDuration } from './formatDuration.ts';

test('a length of time is told in its two largest units', () => {
  assert.deepEqual([0, 59, 60, 3_599, 3_600, 86_399, 86_400, 200_000].map(formatDuration), [
    '0 s',
    '59 s',
    '1 min 00 s',
    '59 min 59 s',
    '1 h 0 min',
    '23 h 59 min',
    '1 d 0 h',
    '2 d 7 h',
  ]);
});
