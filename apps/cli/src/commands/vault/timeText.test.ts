import assert from 'node:assert/strict';
import test from 'node:test';
import { dayText, spanText } from './timeText.ts';

test('a span stands in its two largest units, and what is over is 0 seconds', () => {
  assert.deepEqual([0, -5, 1, 59, 60, 3_725, 86_400, 21 * 86_400 + 3_600, 7_199].map(spanText), [
    '0 seconds',
    '0 seconds',
    '1 second',
    '59 seconds',
    '1 minute',
    '1 hour 2 minutes',
    '1 day',
    '21 days 1 hour',
    '1 hour 59 minutes',
  ]);
  assert.equal(dayText(1_767_571_200), '2026-01-05T00:00:00Z');
});
