import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarDays } from './calendarDays.ts';

test('days are counted over weekends and leap days', () => {
  assert.equal(calendarDays('2024-02-28', '2024-03-01'), 2);
  assert.equal(calendarDays('2023-12-29', '2024-01-02'), 4);
  assert.equal(calendarDays('2024-01-02', '2024-01-01'), -1);
});

test('what is no day is refused', () => {
  for (const day of ['2024-02-30', '2024-1-1', '', '2024-01-01T00:00:00Z']) {
    assert.throws(() => calendarDays(day, '2024-01-01'), RangeError, day);
  }
});
