import assert from 'node:assert/strict';
import { it } from 'node:test';
import { roundTimes } from './roundTimes.ts';

it('opens weekly rounds on Saturday 18:00 and closes them on Monday 14:30, also when Friday was a holiday', () => {
  const expected = { opensAt: '2022-08-06T18:00:00Z', closesAt: '2022-08-08T14:30:00Z' };
  assert.deepEqual(roundTimes('2022-08-05', 'weekly'), expected);
  assert.deepEqual(roundTimes('2022-08-04', 'weekly'), expected);
});

it('opens daily rounds the same evening and closes them on the next weekday', () => {
  assert.deepEqual(roundTimes('2024-01-05', 'daily'), {
    opensAt: '2024-01-05T22:30:00Z',
    closesAt: '2024-01-08T14:30:00Z',
  });
  assert.deepEqual(roundTimes('2024-01-08', 'daily').closesAt, '2024-01-09T14:30:00Z');
});

it('refuses what is not a date', () => {
  assert.throws(() => roundTimes('yesterday', 'weekly'), RangeError);
});
