import assert from 'node:assert/strict';
import { it } from 'node:test';

import { type LunarFestival, lunarFestival } from './lunarFestivals.ts';
import { dayOf } from './occurrence.ts';
import { lunar } from './rules.ts';

const YEARS = Array.from({ length: 36 }, (_, index) => 2000 + index);
const MEAN_MONTH_DAYS = 29.530588;
/** 2000-01-06 18:14 UTC, in days since 1970 by the clocks of Beijing. */
const NEW_MOON = 10_962 + (18.23 + 8) / 24;

it('has every festival on its day of the moon', () => {
  const daysOfMonth: [LunarFestival, number][] = [
    ['newYear', 1],
    ['buddhasBirthday', 8],
    ['tuenNg', 5],
    ['midAutumn', 15],
    ['chungYeung', 9],
  ];
  for (const year of YEARS) {
    for (const [festival, dayOfMonth] of daysOfMonth) {
      const noon = dayOf(lunar(festival), year) + 0.5;
      const age = (noon - NEW_MOON) / MEAN_MONTH_DAYS - (dayOfMonth - 1) / MEAN_MONTH_DAYS;
      const error = Math.abs(age - Math.round(age)) * MEAN_MONTH_DAYS;
      assert.ok(error < 1.3, `${festival} ${year} is ${error} days from its moon`);
    }
  }
});

it('has every festival in its month of the sun', () => {
  const ranges: [LunarFestival, string, string][] = [
    ['newYear', '01-21', '02-21'],
    ['chingMing', '04-04', '04-05'],
    ['buddhasBirthday', '04-27', '05-28'],
    ['tuenNg', '05-27', '06-26'],
    ['midAutumn', '09-07', '10-08'],
    ['chungYeung', '10-01', '10-31'],
  ];
  for (const year of YEARS) {
    for (const [festival, first, last] of ranges) {
      const { month, day } = lunarFestival(festival, year);
      const text = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
      assert.ok(first <= text && text <= last, `${festival} ${year}: ${text}`);
    }
  }
});
