import { calendarOf, type ExchangeCalendar, FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR } from '@robata/market';

/** Where a tournament's stocks trade and how its rounds lie in the days of that market: kept with what is said of the tournament. */
export interface TradingPlaces {
  /** Market codes with the stocks listed there, most stocks first. None: nobody said it, and New York's calendar is taken. */
  readonly exchanges: readonly { readonly exchange: string; readonly stocks: number }[];
  readonly schedule: 'weekly' | 'daily';
  /** Market days from an era's to the close at which its returns begin. */
  readonly lagDays: number;
  /** Days on which the exchanges traded and that are no market days here: their prices never came. Absent: none. */
  readonly skippedDays?: readonly string[];
}

export const DEFAULT_PLACES: TradingPlaces = { exchanges: [], schedule: 'weekly', lagDays: 2 };

/** An exchange on a calendar page. */
export interface CalendarExchange {
  readonly exchange: string;
  readonly name: string;
  readonly timeZone: string;
  /** Of the stocks whose exchange is known, 0…1. */
  readonly share: number;
}

/** What exchanges do on one day of the calendar. */
export interface MarketDay {
  readonly day: string;
  readonly isWeekend: boolean;
  /** Share of the stocks whose exchange trades, 0…1. */
  readonly tradingShare: number;
  /** An operator skipped it, for its prices never came: no market day, whoever traded. */
  readonly isSkipped?: true;
  /** Exchanges without trading on a weekday, with the holiday's name. */
  readonly closed: readonly { readonly exchange: string; readonly name: string; readonly reason: string }[];
  /** Exchanges that close early: local time `HH:MM`, and the instant. */
  readonly earlyCloses: readonly {
    readonly exchange: string;
    readonly name: string;
    readonly reason: string;
    readonly close: string;
    readonly closesAt: string;
  }[];
}

/** The exchanges of a market in the calendar, with what they do day by day. */
export interface MarketCalendar {
  readonly exchanges: readonly CalendarExchange[];
  /** Nobody said where the stocks trade. */
  readonly isAssumed: boolean;
  /** Null for a day that the calendars do not reach (2000 to 2035). */
  dayOf(day: string): MarketDay | null;
  /** Whether any of the exchanges trades, and nobody skipped the day; beyond the calendars every weekday counts. */
  isMarketDay(day: string): boolean;
}

const ASSUMED = [{ exchange: 'XNYS', stocks: 1 }];
const DAY_MS = 86_400_000;

/** ISO day `count` days after another. */
export const daysAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);

/** 1 Monday … 7 Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

/** The calendars of the exchanges that a market is listed on; exchanges without a calendar are left out. */
export function marketCalendar({
  exchanges,
  skippedDays = [],
}: Pick<TradingPlaces, 'exchanges' | 'skippedDays'>): MarketCalendar {
  const skipped = new Set(skippedDays);
  const known = withCalendar(exchanges);
  const listed = known.length > 0 ? known : withCalendar(ASSUMED);
  const total = listed.reduce((sum, { stocks }) => sum + stocks, 0);
  return {
    exchanges: listed.map(({ calendar: { mic, name, timeZone }, stocks }) => ({
      exchange: mic,
      name,
      timeZone,
      share: stocks / total,
    })),
    isAssumed: known.length === 0,
    isMarketDay(day) {
      if (weekdayOf(day) > 5 || skipped.has(day)) return false;
      return !isInCalendars(day) || listed.some(({ calendar }) => calendar.isTradingDay(day));
    },
    dayOf(day) {
      if (!isInCalendars(day)) return null;
      const isWeekend = weekdayOf(day) > 5;
      if (skipped.has(day)) return { day, isWeekend, tradingShare: 0, isSkipped: true, closed: [], earlyCloses: [] };
      const trading = listed.filter(({ calendar }) => calendar.isTradingDay(day));
      return {
        day,
        isWeekend,
        tradingShare: trading.reduce((sum, { stocks }) => sum + stocks, 0) / total,
        closed: isWeekend ? [] : listed.flatMap(({ calendar }) => closureOf(calendar, day)),
        earlyCloses: trading.flatMap(({ calendar }) => earlyCloseOf(calendar, day)),
      };
    },
  };
}

function isInCalendars(day: string): boolean {
  const year = Number(day.slice(0, 4));
  return year >= FIRST_CALENDAR_YEAR && year <= LAST_CALENDAR_YEAR;
}

const withCalendar = (exchanges: TradingPlaces['exchanges']) =>
  exchanges.flatMap(({ exchange, stocks }) => {
    const calendar = calendarOf(exchange);
    return calendar === null || stocks <= 0 ? [] : [{ calendar, stocks }];
  });

function closureOf(calendar: ExchangeCalendar, day: string): MarketDay['closed'] {
  const reason = calendar.closedBecause(day);
  return reason === null ? [] : [{ exchange: calendar.mic, name: calendar.name, reason }];
}

function earlyCloseOf(calendar: ExchangeCalendar, day: string): MarketDay['earlyCloses'] {
  const session = calendar.session(day);
  if (session?.earlyClose == null) return [];
  const { close, closesAt, earlyClose } = session;
  return [{ exchange: calendar.mic, name: calendar.name, reason: earlyClose, close, closesAt }];
}
