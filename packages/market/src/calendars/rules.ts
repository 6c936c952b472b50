/** The words in which an exchange's calendar is written: data, read by `holidays.ts` and `exchangeCalendar.ts`. */
import type { LunarFestival } from './lunarFestivals.ts';

/** 1 Monday … 7 Sunday, as `weekday` counts. */
export const [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY] = [1, 2, 3, 4, 5] as const;

/** Where a rule's day falls in a year. */
export type Occurrence =
  | { readonly kind: 'date'; readonly month: number; readonly day: number }
  /** The n-th of a weekday in a month, or its last; `offset` days after it. */
  | {
      readonly kind: 'nthWeekday';
      readonly nth: 1 | 2 | 3 | 4 | 'last';
      readonly weekday: number;
      readonly month: number;
      readonly offset: number;
    }
  /** The last such weekday on or before a date. */
  | { readonly kind: 'weekdayUntil'; readonly weekday: number; readonly month: number; readonly day: number }
  | { readonly kind: 'easter'; readonly offset: number }
  | { readonly kind: 'lunar'; readonly festival: LunarFestival; readonly offset: number }
  | { readonly kind: 'equinox'; readonly season: 'vernal' | 'autumnal' };

export const date = (month: number, day: number): Occurrence => ({ kind: 'date', month, day });
export const nth = (nth: 1 | 2 | 3 | 4 | 'last', weekday: number, month: number, offset = 0): Occurrence => ({
  kind: 'nthWeekday',
  nth,
  weekday,
  month,
  offset,
});
export const weekdayUntil = (weekday: number, month: number, day: number): Occurrence => ({
  kind: 'weekdayUntil',
  weekday,
  month,
  day,
});
/** Days after Easter Sunday: −2 Good Friday, 1 Easter Monday, 50 Whit Monday. */
export const easter = (offset: number): Occurrence => ({ kind: 'easter', offset });
export const lunar = (festival: LunarFestival, offset = 0): Occurrence => ({ kind: 'lunar', festival, offset });
export const equinox = (season: 'vernal' | 'autumnal'): Occurrence => ({ kind: 'equinox', season });

/** The years in which a rule holds, both ends included; no end means for ever. */
export interface Years {
  readonly from?: number;
  readonly to?: number;
  readonly except?: readonly number[];
}

/**
 * What happens to a holiday on a day that is free already:
 * `lost`; `nearest` (Saturday → Friday, Sunday → Monday); `nextWeekday` (Saturday, Sunday or another holiday → the next weekday
 * that is no holiday: the law of England, Canada, Australia); `nextDay` (Sunday or another holiday → the next day that is
 * neither, and a Saturday stays where it is: the law of Hong Kong and Japan).
 */
export type Observance = 'lost' | 'nearest' | 'nextWeekday' | 'nextDay';

export interface HolidayRule extends Years {
  readonly name: string;
  readonly when: Occurrence;
  readonly observed: Observance;
}

/** Days, ISO, on which an exchange stayed closed once; `until` included. */
export interface OneOffClosure {
  readonly day: string;
  readonly until?: string;
  readonly name: string;
}

/** A day on which trading ends early. A day that is no trading day moves to the trading day `before` or `after` it, or is `lost`. */
export interface EarlyCloseRule extends Years {
  readonly name: string;
  readonly when: Occurrence;
  readonly otherwise: 'lost' | 'before' | 'after';
  /** Local time, `lunch`: there is no afternoon session. */
  readonly close: string;
}

export interface OneOffEarlyClose {
  readonly day: string;
  readonly name: string;
  readonly close: string;
}

/** The regular session from a day on, local times `HH:MM`; `lunch` is without trading. */
export interface Hours {
  readonly from: string;
  readonly open: string;
  readonly close: string;
  readonly lunch?: readonly [start: string, end: string];
}

/** Everything that is known of one exchange. */
export interface ExchangeRules {
  /** ISO 10383. */
  readonly mic: string;
  readonly name: string;
  /** IANA. */
  readonly timeZone: string;
  /** By `from`, ascending; the first covers the first year. */
  readonly hours: readonly Hours[];
  readonly holidays: readonly HolidayRule[];
  readonly closures: readonly OneOffClosure[];
  readonly earlyCloses: readonly EarlyCloseRule[];
  readonly oneOffEarlyCloses?: readonly OneOffEarlyClose[];
}

export function holdsIn({ from = -Infinity, to = Infinity, except = [] }: Years, year: number): boolean {
  return from <= year && year <= to && !except.includes(year);
}
