import assert from 'node:assert/strict';
import { it } from 'node:test';

import { formatIsoDate } from '../calendar/isoDate.ts';
import { dayOf } from './occurrence.ts';
import { date, easter, equinox, lunar, MONDAY, nth, type Occurrence, THURSDAY, weekdayUntil } from './rules.ts';

const iso = (when: Occurrence, year: number): string => formatIsoDate(dayOf(when, year));

it('finds dates, the n-th and the last weekday of a month, and the day after it', () => {
  assert.equal(iso(date(12, 24), 2024), '2024-12-24');
  assert.equal(iso(nth(3, MONDAY, 2), 2024), '2024-02-19');
  assert.equal(iso(nth('last', MONDAY, 5), 2024), '2024-05-27');
  assert.equal(iso(nth('last', MONDAY, 12), 2024), '2024-12-30');
  assert.equal(iso(nth(4, THURSDAY, 11, 1), 2019), '2019-11-29', 'not the fourth Friday, which was the 22nd');
});

it('finds the last Monday until a date, which may be that Monday', () => {
  assert.equal(iso(weekdayUntil(MONDAY, 5, 24), 2021), '2021-05-24');
  assert.equal(iso(weekdayUntil(MONDAY, 5, 24), 2022), '2022-05-23');
});

it('knows Easter at its extremes and in between', () => {
  const sundays = ['2008-03-23', '2011-04-24', '2024-03-31', '2025-04-20', '2026-04-05', '2035-03-25', '2038-04-25'];
  for (const day of sundays) assert.equal(iso(easter(0), Number(day.slice(0, 4))), day);
  assert.equal(iso(easter(-2), 2024), '2024-03-29');
});

it('knows the equinoxes that the Cabinet Office of Japan announced', () => {
  assert.deepEqual(
    [2003, 2007, 2012, 2024, 2025, 2026].map((year) => iso(equinox('vernal'), year).slice(5)),
    ['03-21', '03-21', '03-20', '03-20', '03-20', '03-20'],
  );
  assert.deepEqual(
    [2003, 2012, 2020, 2024, 2025, 2026].map((year) => iso(equinox('autumnal'), year).slice(5)),
    ['09-23', '09-22', '09-22', '09-22', '09-23', '09-23'],
  );
});

it('asserts days that exist and years that the lunar table knows', () => {
  assert.throws(() => dayOf(date(2, 30), 2024), RangeError);
  assert.throws(() => dayOf(lunar('newYear'), 2036), RangeError);
});
