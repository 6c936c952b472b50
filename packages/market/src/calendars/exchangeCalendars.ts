import { type ExchangeCalendar, exchangeCalendar } from './exchangeCalendar.ts';
import { ASX } from './exchanges/asx.ts';
import { EURONEXT } from './exchanges/euronext.ts';
import { HKEX } from './exchanges/hkex.ts';
import { LSE } from './exchanges/lse.ts';
import { NASDAQ } from './exchanges/nasdaq.ts';
import { NYSE } from './exchanges/nyse.ts';
import { TSE } from './exchanges/tse.ts';
import { TSX } from './exchanges/tsx.ts';
import { XETRA } from './exchanges/xetra.ts';

/** The exchanges whose calendars are known, by ISO 10383 market code. XPAR stands for Euronext's common calendar. */
export const EXCHANGES = ['XNYS', 'XNAS', 'XLON', 'XETR', 'XPAR', 'XTKS', 'XHKG', 'XASX', 'XTSE'] as const;
export type Exchange = (typeof EXCHANGES)[number];

const RULES = [NYSE, NASDAQ, LSE, XETRA, EURONEXT, TSE, HKEX, ASX, TSX];
const CALENDARS = new Map(RULES.map((rules) => [rules.mic, exchangeCalendar(rules)]));

/** Markets that keep another's calendar. */
const SAME_AS: Readonly<Record<string, Exchange>> = {
  ARCX: 'XNYS',
  XASE: 'XNYS',
  BATS: 'XNYS',
  XFRA: 'XETR',
  XAMS: 'XPAR',
  XBRU: 'XPAR',
  XLIS: 'XPAR',
};

/**
 * The calendar of an exchange, or of one that keeps the same days; null for a market code whose calendar is not known.
 * @example calendarOf('XLON')?.isTradingDay('2023-05-08') // false: the coronation
 */
export function calendarOf(exchange: Exchange): ExchangeCalendar;
export function calendarOf(exchange: string): ExchangeCalendar | null;
export function calendarOf(exchange: string): ExchangeCalendar | null {
  return CALENDARS.get(SAME_AS[exchange] ?? exchange) ?? null;
}

export interface ClosedMarket {
  readonly exchange: Exchange;
  /** The holiday's name, or `weekend`. */
  readonly reason: string;
}

/** The exchanges without trading on a day (ISO, each market's own date), with the reason. RangeError outside 2000 to 2035. */
export function closedMarkets(day: string, exchanges: readonly Exchange[] = EXCHANGES): ClosedMarket[] {
  return exchanges.flatMap((exchange) => {
    const reason = calendarOf(exchange).closedBecause(day);
    return reason === null ? [] : [{ exchange, reason }];
  });
}
