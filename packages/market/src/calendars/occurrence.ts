import { type DayNumber, parseIsoDate, weekday } from '../calendar/isoDate.ts';
import { lunarFestival } from './lunarFestivals.ts';
import type { Occurrence } from './rules.ts';

/** The day on which a rule falls in a year. Throws RangeError where a table does not know the year. */
export function dayOf(when: Occurrence, year: number): DayNumber {
  switch (when.kind) {
    case 'date':
      return civilDay(year, when.month, when.day);
    case 'nthWeekday':
      return nthWeekday(when, year) + when.offset;
    case 'weekdayUntil':
      return lastWeekdayUntil(civilDay(year, when.month, when.day), when.weekday);
    case 'easter':
      return easterSunday(year) + when.offset;
    case 'lunar': {
      const { month, day } = lunarFestival(when.festival, year);
      return civilDay(year, month, day) + when.offset;
    }
    case 'equinox':
      return equinoxDay(year, when.season);
  }
}

/** Throws RangeError on a day that the calendar does not have. */
export function civilDay(year: number, month: number, day: number): DayNumber {
  const iso = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const result = parseIsoDate(iso);
  if (result === null) throw new RangeError(`${iso} is not a day`);
  return result;
}

function nthWeekday({ nth, weekday, month }: Extract<Occurrence, { kind: 'nthWeekday' }>, year: number): DayNumber {
  return nth === 'last'
    ? lastWeekdayUntil(firstOfNextMonth(year, month) - 1, weekday)
    : lastWeekdayUntil(civilDay(year, month, 7), weekday) + 7 * (nth - 1);
}

const firstOfNextMonth = (year: number, month: number): DayNumber =>
  month === 12 ? civilDay(year + 1, 1, 1) : civilDay(year, month + 1, 1);

const lastWeekdayUntil = (day: DayNumber, onWeekday: number): DayNumber => day - ((weekday(day) - onWeekday + 7) % 7);

/** Gregorian Easter ("Meeus/Jones/Butcher": the anonymous algorithm of Nature, 1876). */
export function easterSunday(year: number): DayNumber {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return civilDay(year, Math.floor(n / 31), (n % 31) + 1);
}

/**
 * The equinox by Japanese time, the formula of the Japanese Hydrographic Office's short almanac, valid 1980 to 2099. The
 * government announces each one in February of the year before; so far always this day.
 */
function equinoxDay(year: number, season: 'vernal' | 'autumnal'): DayNumber {
  const [month, epoch] = season === 'vernal' ? [3, 20.8431] : [9, 23.2488];
  const years = year - 1980;
  return civilDay(year, month, Math.floor(epoch + 0.242194 * years) - Math.floor(years / 4));
}
