import { civilDay, easterSunday } from '../calendars/occurrence.ts';
import { type DayNumber, formatIsoDate, weekday } from './isoDate.ts';

/** Days on which the New York Stock Exchange stayed closed outside its yearly holidays, from 2001 on. */
const SPECIAL_CLOSURES = new Set([
  '2001-09-11',
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  '2004-06-11',
  '2007-01-02',
  '2012-10-29',
  '2012-10-30',
  '2018-12-05',
  '2025-01-09',
]);

const holidaysOfYear = new Map<number, ReadonlySet<DayNumber>>();

/**
 * Is the New York Stock Exchange open on this day (half days count as open)? Rules since 1998: exchange rule 7.2,
 * Juneteenth from 2022, and the special closures since 2001. Weekends and holidays give false.
 */
export function isNyseTradingDay(day: DayNumber): boolean {
  if (weekday(day) >= 6) return false;
  const iso = formatIsoDate(day);
  const year = Number(iso.slice(0, 4));
  let holidays = holidaysOfYear.get(year);
  if (holidays === undefined) {
    holidays = nyseHolidays(year);
    holidaysOfYear.set(year, holidays);
  }
  return !holidays.has(day) && !SPECIAL_CLOSURES.has(iso);
}

/** The yearly holidays, as observed: Saturday's on Friday (but New Year's Day not at all), Sunday's on Monday. */
function nyseHolidays(year: number): Set<DayNumber> {
  const fixed = (month: number, day: number): DayNumber => {
    const date = civilDay(year, month, day);
    if (weekday(date) === 7) return date + 1;
    return weekday(date) === 6 && !(month === 1 && day === 1) ? date - 1 : date;
  };
  return new Set([
    fixed(1, 1),
    nthWeekday(year, 1, 3, 1),
    nthWeekday(year, 2, 3, 1),
    easterSunday(year) - 2,
    lastMonday(year, 5),
    ...(year >= 2022 ? [fixed(6, 19)] : []),
    fixed(7, 4),
    nthWeekday(year, 9, 1, 1),
    nthWeekday(year, 11, 4, 4),
    fixed(12, 25),
  ]);
}

/** The n-th Monday (1), Thursday (4), … of a month. */
function nthWeekday(year: number, month: number, n: number, onWeekday: number): DayNumber {
  const first = civilDay(year, month, 1);
  return first + ((onWeekday - weekday(first) + 7) % 7) + 7 * (n - 1);
}

function lastMonday(year: number, month: number): DayNumber {
  const next = nthWeekday(year, month + 1, 1, 1);
  return next - 7;
}
