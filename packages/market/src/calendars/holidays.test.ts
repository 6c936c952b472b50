import assert from 'node:assert/strict';
import { it } from 'node:test';

import { formatIsoDate } from '../calendar/isoDate.ts';
import { closuresOf } from './holidays.ts';
import { date, type ExchangeRules, type HolidayRule, type Observance } from './rules.ts';

const rulesOf = (holidays: HolidayRule[]): ExchangeRules => ({
  mic: 'XTST',
  name: 'Test',
  timeZone: 'UTC',
  hours: [{ from: '2000-01-01', open: '09:00', close: '17:00' }],
  holidays,
  closures: [],
  earlyCloses: [],
});

const christmas = (observed: Observance): ExchangeRules =>
  rulesOf([
    { name: 'Christmas Day', when: date(12, 25), observed },
    { name: 'Boxing Day', when: date(12, 26), observed },
  ]);

const days = (rules: ExchangeRules, year: number): string[] =>
  [...closuresOf(rules, year)].map(([day, name]) => `${formatIsoDate(day).slice(5)} ${name}`);

it('moves a Saturday and a Sunday to the next weekdays', () => {
  assert.deepEqual(days(christmas('nextWeekday'), 2021), [
    '12-27 Christmas Day (observed)',
    '12-28 Boxing Day (observed)',
  ]);
});

it('lets a holiday on a weekday stay where it is, and moves the Sunday past it', () => {
  assert.deepEqual(days(christmas('nextWeekday'), 2022), ['12-26 Boxing Day', '12-27 Christmas Day (observed)']);
});

it('moves to the next day only from a Sunday, and keeps a Saturday as it is', () => {
  assert.deepEqual(days(christmas('nextDay'), 2021), ['12-25 Christmas Day', '12-27 Boxing Day (observed)']);
});

it('moves to the nearest weekday', () => {
  const fourth = rulesOf([{ name: 'Independence Day', when: date(7, 4), observed: 'nearest' }]);
  assert.deepEqual(days(fourth, 2020), ['07-03 Independence Day (observed)']);
  assert.deepEqual(days(fourth, 2021), ['07-05 Independence Day (observed)']);
});

it('moves one of two holidays on the same day', () => {
  const twice = rulesOf([
    { name: 'Anzac Day', when: date(4, 25), observed: 'lost' },
    { name: 'Easter Monday', when: date(4, 25), observed: 'nextWeekday' },
  ]);
  assert.deepEqual(days(twice, 2011), ['04-25 Anzac Day', '04-26 Easter Monday (observed)']);
});

it('holds a rule in its years only', () => {
  const rules = rulesOf([{ name: 'A', when: date(6, 19), from: 2022, to: 2025, except: [2024], observed: 'lost' }]);
  assert.deepEqual(
    [2021, 2022, 2024, 2025, 2026].map((year) => days(rules, year).length),
    [0, 1, 0, 1, 0],
  );
});
