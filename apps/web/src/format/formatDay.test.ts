import assert from 'node:assert/strict';
import test from 'node:test';
import { formatDay, formatLocalTime, formatMonth } from './formatDay.ts';

test('a day is named by its weekday, whatever the zone of the reader', () => {
  assert.equal(formatDay('2024-11-28'), 'Thu 28 Nov');
  assert.equal(formatDay('2023-01-01'), 'Sun 1 Jan');
  assert.equal(formatMonth('2024-09-30'), 'Sep 2024');
});

test('a time is told in the zone asked for', () => {
  assert.equal(formatLocalTime('2024-11-23T18:00:00Z', 'America/New_York'), 'Sat 23 Nov 13:00');
  assert.equal(formatLocalTime('2024-09-23T23:30:00Z', 'Asia/Tokyo'), 'Tue 24 Sep 08:30');
  assert.equal(formatLocalTime('2024-11-23T00:05:00Z', 'UTC'), 'Sat 23 Nov 00:05');
});
