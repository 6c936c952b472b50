import { type DayNumber, formatIsoDate, parseIsoDate, weekday } from '../calendar/isoDate.ts';
import { closuresOf } from './holidays.ts';
import { civilDay, dayOf } from './occurrence.ts';
import { type EarlyCloseRule, type ExchangeRules, type Hours, holdsIn } from './rules.ts';
import { instantOf, minutesOf } from './zonedTime.ts';

export const FIRST_YEAR = 2000;
export const LAST_YEAR = 2035;

export interface NamedDay {
  /** ISO. */
  readonly day: string;
  readonly name: string;
}

export interface EarlyClose extends NamedDay {
  /** Local time, `HH:MM`. */
  readonly close: string;
}

/** One day's continuous trading (without auctions): local times `HH:MM`, and the same as instants, ISO in UTC. */
export interface Session {
  readonly day: string;
  readonly timeZone: string;
  readonly open: string;
  readonly close: string;
  /** No trading in between; null where there is no pause, or no afternoon. */
  readonly lunch: readonly [start: string, end: string] | null;
  readonly opensAt: string;
  readonly closesAt: string;
  /** Why it closes early; null on a full day. */
  readonly earlyClose: string | null;
}

/**
 * The calendar of one exchange from 2000 to 2035, computed year by year from its rules. Days are ISO dates of the exchange's own
 * zone. Every method throws RangeError on a day that is not ISO or lies outside these years: a calendar that does not know must
 * not say "open". Interruptions within a day (halts, late openings, an afternoon lost to a storm) are not in it.
 * Future years follow the rules of today: a mourning or a storm is known when it is announced.
 */
export interface ExchangeCalendar {
  readonly mic: string;
  readonly name: string;
  readonly timeZone: string;
  /** Half days are trading days. */
  isTradingDay(day: string): boolean;
  /** Ascending, both ends included; none where `from` is after `to`. */
  tradingDays(from: string, to: string): string[];
  /** The first trading day after `day`. */
  nextTradingDay(day: string): string;
  /** The last trading day before `day`. */
  previousTradingDay(day: string): string;
  /** Null where there is none. */
  session(day: string): Session | null;
  /** Why there is no trading: a holiday's name, `weekend`, or null on a trading day. */
  closedBecause(day: string): string | null;
  /** Weekdays without trading, ascending. */
  holidaysOf(year: number): NamedDay[];
  /** Ascending. */
  earlyClosesOf(year: number): EarlyClose[];
}

/** @example exchangeCalendar(NYSE).session('2024-07-03')?.close // '13:00' */
export function exchangeCalendar(rules: ExchangeRules): ExchangeCalendar {
  const closures = perYear((year) => closuresOf(rules, year));
  const earlyCloses = perYear(findEarlyCloses);

  /** A holiday's name, `weekend`, or null. */
  function reason(day: DayNumber): string | null {
    const name = closures(yearOf(day)).get(day);
    return weekday(day) >= 6 ? 'weekend' : (name ?? null);
  }

  function step(day: DayNumber, direction: 1 | -1): DayNumber {
    let at = day + direction;
    while (reason(at) !== null) at += direction;
    return at;
  }

  function hoursOn(day: string): Hours {
    const hours = rules.hours.findLast(({ from }) => from <= day);
    if (hours === undefined) throw new RangeError(`the hours of ${rules.name} on ${day} are not known`);
    return hours;
  }

  function findEarlyCloses(year: number): ReadonlyMap<DayNumber, EarlyClose> {
    const found = new Map<DayNumber, EarlyClose>();
    const add = (at: DayNumber, name: string, close: string): void => {
      const day = formatIsoDate(at);
      const { lunch } = hoursOn(day);
      if (close === 'lunch' && lunch === undefined) throw new RangeError(`${rules.name} has no lunch on ${day}`);
      found.set(at, { day, name, close: close === 'lunch' && lunch ? lunch[0] : close });
    };
    for (const rule of rules.earlyCloses) {
      if (!holdsIn(rule, year)) continue;
      const day = tradingDayOf(rule, year);
      if (day !== null) add(day, rule.name, rule.close);
    }
    for (const { day, name, close } of rules.oneOffEarlyCloses ?? []) {
      if (day.startsWith(`${year}-`)) add(dayNumber(day), name, close);
    }
    return new Map([...found].sort(([a], [b]) => a - b));
  }

  function tradingDayOf(rule: EarlyCloseRule, year: number): DayNumber | null {
    const day = dayOf(rule.when, year);
    if (reason(day) === null) return day;
    return rule.otherwise === 'lost' ? null : step(day, rule.otherwise === 'before' ? -1 : 1);
  }

  return {
    mic: rules.mic,
    name: rules.name,
    timeZone: rules.timeZone,
    isTradingDay: (day) => reason(dayNumber(day)) === null,
    closedBecause: (day) => reason(dayNumber(day)),
    nextTradingDay: (day) => formatIsoDate(step(dayNumber(day), 1)),
    previousTradingDay: (day) => formatIsoDate(step(dayNumber(day), -1)),
    tradingDays(from, to) {
      const [first, last] = [dayNumber(from), dayNumber(to)];
      const days: string[] = [];
      for (let day = first; day <= last; day++) if (reason(day) === null) days.push(formatIsoDate(day));
      return days;
    },
    session(day) {
      const at = dayNumber(day);
      if (reason(at) !== null) return null;
      const hours = hoursOn(day);
      const early = earlyCloses(yearOf(at)).get(at);
      const close = early?.close ?? hours.close;
      const { timeZone } = rules;
      return {
        day,
        timeZone,
        open: hours.open,
        close,
        lunch: hours.lunch !== undefined && minutesOf(hours.lunch[0]) < minutesOf(close) ? hours.lunch : null,
        opensAt: instantOf(at, hours.open, timeZone),
        closesAt: instantOf(at, close, timeZone),
        earlyClose: early?.name ?? null,
      };
    },
    holidaysOf(year) {
      const weekdays = [...closures(year)].filter(([day]) => weekday(day) < 6);
      return weekdays.map(([day, name]) => ({ day: formatIsoDate(day), name }));
    },
    earlyClosesOf: (year) => [...earlyCloses(year).values()],
  };
}

/** Computes each year once. Throws RangeError outside 2000 to 2035. */
function perYear<T>(compute: (year: number) => T): (year: number) => T {
  const known = new Map<number, T>();
  return (year) => {
    if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
      throw new RangeError(`the calendars know the years ${FIRST_YEAR} to ${LAST_YEAR} and were asked for ${year}`);
    }
    const result = known.get(year) ?? compute(year);
    known.set(year, result);
    return result;
  };
}

const FIRST_DAYS = Array.from({ length: LAST_YEAR - FIRST_YEAR + 2 }, (_, index) => civilDay(FIRST_YEAR + index, 1, 1));

/** Without a Date per day: a whole history is walked in a millisecond. */
function yearOf(day: DayNumber): number {
  return FIRST_YEAR + FIRST_DAYS.findLastIndex((first) => first <= day);
}

function dayNumber(iso: string): DayNumber {
  const day = parseIsoDate(iso);
  if (day === null || iso.length !== 10) throw new RangeError(`${iso} is no ISO date`);
  return day;
}
