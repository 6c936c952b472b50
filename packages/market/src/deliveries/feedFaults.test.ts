import assert from 'node:assert/strict';
import { it } from 'node:test';
import { expectedDays, feedFaults, followingDay } from './feedFaults.ts';

const clock = { exchange: 'XNYS', graceMinutes: 60 } as const;

it('expects a day once its exchange has closed and the vendor has had its time; half days earlier, holidays never', () => {
  // Wednesday 2024-07-03 closes at 13:00 in New York, 17:00 UTC; Thursday is a holiday.
  assert.deepEqual(expectedDays('2024-07-02', new Date('2024-07-03T17:59:00Z'), clock), []);
  assert.deepEqual(expectedDays('2024-07-02', new Date('2024-07-03T18:00:00Z'), clock), ['2024-07-03']);
  assert.deepEqual(expectedDays('2024-07-03', new Date('2024-07-05T20:59:00Z'), clock), []);
  assert.deepEqual(expectedDays('2024-07-03', new Date('2024-07-09T10:00:00Z'), clock), ['2024-07-05', '2024-07-08']);
  // Tokyo's day is over before New York's begins.
  const tokyo = { exchange: 'XTKS', graceMinutes: 0 } as const;
  assert.deepEqual(expectedDays('2024-07-08', new Date('2024-07-09T06:00:00Z'), tokyo), ['2024-07-09']);
});

it('tells a feed that is late from one that has skipped a day, and is content with one that is neither', () => {
  const evening = new Date('2024-07-08T23:00:00Z');
  assert.equal(feedFaults('2024-07-05', ['2024-07-08'], evening, clock), null);
  assert.equal(feedFaults('2024-07-08', [], evening, clock), null);
  const stale = feedFaults('2024-07-05', [], evening, clock);
  assert.deepEqual([stale?.rule, stale?.day, stale?.incident.severity], ['stale_feed', '2024-07-08', 'warning']);
  // Whatever the clock says: later days are there.
  const missing = feedFaults('2024-07-03', ['2024-07-08'], new Date('2024-07-04T00:00:00Z'), clock);
  assert.deepEqual([missing?.rule, missing?.day, missing?.incident.severity], ['missing_day', '2024-07-05', 'error']);
  assert.match(missing?.why ?? '', /has days up to 2024-07-08 and lacks 2024-07-05/);
});

it('takes a skipped day as closed: nothing is late on it, and the day after it is the next', () => {
  const skipping = { ...clock, skipped: new Set(['2024-07-05']) };
  assert.equal(followingDay('2024-07-03', skipping), '2024-07-08');
  assert.deepEqual(expectedDays('2024-07-03', new Date('2024-07-09T10:00:00Z'), skipping), ['2024-07-08']);
  assert.equal(feedFaults('2024-07-03', ['2024-07-08'], new Date('2024-07-09T10:00:00Z'), skipping), null);
  const stale = feedFaults('2024-07-03', [], new Date('2024-07-09T10:00:00Z'), skipping);
  assert.deepEqual([stale?.rule, stale?.day], ['stale_feed', '2024-07-08']);
});
