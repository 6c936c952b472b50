import { calendarOf, type Exchange } from '../calendars/exchangeCalendars.ts';
import type { Schedule } from '../era.ts';
import { type DayNumber, formatIsoDate, parseIsoDate, weekday } from './isoDate.ts';
import { isNyseTradingDay } from './nyse.ts';

const THURSDAY = 4;

/**
 * The era dates among a panel's trading days, as indices into `days` (ISO, ascending). Daily: all of them. Weekly: the last
 * trading day of each week, if it is Thursday or later. The file's last week counts only once it is complete: while a later
 * trading day of that week is still to come (by the exchange's calendar), its era is not there yet. A week whose last days were skipped
 * (`skipped`, ISO) after the day before them was played has none: nobody can submit to a round that should have opened before.
 * Throws RangeError on a day that is not ISO.
 * @example eraDays(['2024-03-27', '2024-03-28', '2024-04-01'], 'weekly') // [1]: Good Friday was closed
 */
export function eraDays(
  days: readonly string[],
  schedule: Schedule,
  skipped: readonly string[] = [],
  exchange: Exchange = 'XNYS',
): number[] {
  if (schedule === 'daily') return days.map((_, index) => index);
  const numbers = days.map(dayNumber);
  const skippedDays = new Set(skipped.map(dayNumber));
  const result: number[] = [];
  for (let index = 0; index < numbers.length; index++) {
    const day = numbers[index] as DayNumber;
    const next = numbers[index + 1];
    const isLastOfWeek =
      next === undefined
        ? isLastTradingDayOfWeek(day, exchange)
        : next - day >= 8 - weekday(day) && !isSkippedLaterInWeek(day, skippedDays);
    if (isLastOfWeek && weekday(day) >= THURSDAY) result.push(index);
  }
  return result;
}

function dayNumber(iso: string): DayNumber {
  const day = parseIsoDate(iso);
  if (day === null) throw new RangeError(`${iso} is no ISO date`);
  return day;
}

function isLastTradingDayOfWeek(day: DayNumber, exchange: Exchange): boolean {
  // New York's rules reach farther than the calendars do.
  const isTradingDay = (later: DayNumber): boolean =>
    exchange === 'XNYS' ? isNyseTradingDay(later) : calendarOf(exchange).isTradingDay(formatIsoDate(later));
  for (let later = day + 1; weekday(later) > 1; later++) if (isTradingDay(later)) return false;
  return true;
}

function isSkippedLaterInWeek(day: DayNumber, skipped: ReadonlySet<DayNumber>): boolean {
  if (skipped.size === 0) return false;
  for (let later = day + 1; weekday(later) > 1; later++) if (skipped.has(later)) return true;
  return false;
}
