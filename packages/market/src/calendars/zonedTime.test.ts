import assert from 'node:assert/strict';
import { it } from 'node:test';

import { parseIsoDate } from '../calendar/isoDate.ts';
import { instantOf, localDate, minutesOf } from './zonedTime.ts';

const at = (iso: string, time: string, zone: string): string => instantOf(parseIsoDate(iso) as number, time, zone);

it('knows summer and winter, ahead of and behind UTC', () => {
  assert.equal(at('2024-07-03', '09:30', 'America/New_York'), '2024-07-03T13:30:00Z');
  assert.equal(at('2024-01-03', '09:30', 'America/New_York'), '2024-01-03T14:30:00Z');
  assert.equal(at('2024-01-03', '09:00', 'Asia/Tokyo'), '2024-01-03T00:00:00Z');
  assert.equal(at('2024-01-03', '10:00', 'Australia/Sydney'), '2024-01-02T23:00:00Z');
});

it('knows the days on which clocks change, and weeks when only one side has changed', () => {
  assert.equal(at('2024-03-10', '01:30', 'America/New_York'), '2024-03-10T06:30:00Z');
  assert.equal(at('2024-03-10', '03:30', 'America/New_York'), '2024-03-10T07:30:00Z');
  assert.equal(at('2024-03-10', '09:30', 'America/New_York'), '2024-03-10T13:30:00Z');
  assert.equal(at('2024-03-31', '08:00', 'Europe/London'), '2024-03-31T07:00:00Z');
  assert.equal(at('2024-03-15', '08:00', 'Europe/London'), '2024-03-15T08:00:00Z');
});

it('knows the date that a market is living through', () => {
  assert.equal(localDate(new Date('2024-01-02T23:00:00Z'), 'Australia/Sydney'), '2024-01-03');
  assert.equal(localDate(new Date('2024-01-03T03:00:00Z'), 'America/New_York'), '2024-01-02');
});

it('asserts times of the day', () => {
  for (const time of ['24:00', '9:30', '09:60', 'noon']) assert.throws(() => minutesOf(time), RangeError, time);
});
