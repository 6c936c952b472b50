import type { Security } from '../panel.ts';
import { calendarOf, type Exchange } from './exchangeCalendars.ts';

/** How vendors call exchanges that are known here by their market codes; in lower case. */
const NAMES: Readonly<Record<string, string>> = {
  nyse: 'XNYS',
  'new york stock exchange': 'XNYS',
  arca: 'ARCX',
  'nyse arca': 'ARCX',
  'nyse american': 'XASE',
  amex: 'XASE',
  nasdaq: 'XNAS',
  lse: 'XLON',
  'london stock exchange': 'XLON',
  xetra: 'XETR',
  frankfurt: 'XFRA',
  euronext: 'XPAR',
  tse: 'XTKS',
  'tokyo stock exchange': 'XTKS',
  hkex: 'XHKG',
  sehk: 'XHKG',
  asx: 'XASX',
  tsx: 'XTSE',
};

/** Where the stocks of a market are listed. */
export interface ListedExchanges {
  /** Most stocks first, ties by market code; only exchanges whose calendar is known. */
  readonly exchanges: readonly { readonly exchange: string; readonly stocks: number }[];
  /** Stocks whose exchange is not given, or has no calendar here. */
  readonly unknown: number;
}

/**
 * Counts securities by their exchange, given by its ISO 10383 market code or a vendor's name, whatever the case.
 * @param otherwise the exchange of those that name none with a calendar; default: they are unknown
 * @example listedExchanges([{ exchange: 'nasdaq' }, { exchange: null }]) // XNAS with one stock, one unknown
 */
export function listedExchanges(
  securities: readonly Pick<Security, 'exchange'>[],
  otherwise?: Exchange,
): ListedExchanges {
  const counts = new Map<string, number>();
  let unknown = 0;
  for (const { exchange } of securities) {
    const name = exchange?.trim() ?? '';
    const named = calendarOf(NAMES[name.toLowerCase()] ?? name.toUpperCase());
    const calendar = named ?? (otherwise === undefined ? null : calendarOf(otherwise));
    if (calendar === null) unknown += 1;
    else counts.set(calendar.mic, (counts.get(calendar.mic) ?? 0) + 1);
  }
  const exchanges = [...counts].map(([exchange, stocks]) => ({ exchange, stocks }));
  exchanges.sort((a, b) => b.stocks - a.stocks || (a.exchange < b.exchange ? -1 : 1));
  return { exchanges, unknown };
}

/**
 * The exchange of most of the securities that name one with a calendar; undefined where none does. New York's for Nasdaq too: they trade on the
 * same days, and its rules reach farther.
 */
export function mainExchange(securities: readonly Pick<Security, 'exchange'>[]): Exchange | undefined {
  const main = listedExchanges(securities).exchanges[0]?.exchange as Exchange | undefined;
  return main === 'XNAS' ? 'XNYS' : main;
}
