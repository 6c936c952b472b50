import assert from 'node:assert/strict';
import test from 'node:test';
import { daySeconds, formatTime } from './formatTime.ts';

test('a time is shown to the minute and with its zone', () => {
  assert.equal(formatTime('2023-04-03T14:30:00Z'), '2023-04-03 14:30 UTC');
});

test('a day is the seconds of its midnight in UTC', () => {
  assert.equal(daySeconds('1970-01-02'), 86_400);
});
