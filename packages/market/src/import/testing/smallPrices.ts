import { type DayNumber, parseIsoDate } from '../../calendar/isoDate.ts';
import { isNyseTradingDay } from '../../calendar/nyse.ts';
import type { RawPrices } from '../importPrices.ts';

type Cells = readonly (number | null)[];

export interface SmallTicker {
  /** One per trading day; null where the ticker has no row. */
  readonly close: Cells;
  readonly adjustment?: Cells;
  readonly volume?: Cells;
  readonly shares?: Cells;
}

/** Trading days of New York from a date on. */
export function tradingDays(count: number, from = '2023-01-03'): DayNumber[] {
  const days: DayNumber[] = [];
  for (let day = parseIsoDate(from) as DayNumber; days.length < count; day++) if (isNyseTradingDay(day)) days.push(day);
  return days;
}

/** A price table as `importPrices` returns it, from columns by ticker; columns that no ticker has are null. */
export function smallPrices(table: Readonly<Record<string, SmallTicker>>, from?: string): RawPrices {
  const tickers = Object.keys(table).toSorted();
  const columns = Object.values(table);
  const rows = tickers.flatMap((ticker, index) =>
    (table[ticker]?.close ?? []).flatMap((close, day) => (close === null ? [] : [{ index, ticker, day, close }])),
  );
  const column = (name: 'adjustment' | 'volume' | 'shares'): Float64Array | null =>
    columns.every((cells) => cells[name] === undefined)
      ? null
      : Float64Array.from(rows, ({ ticker, day }) => table[ticker]?.[name]?.[day] ?? Number.NaN);
  return {
    source: 'small',
    rows: rows.length,
    tickers,
    days: tradingDays(Math.max(...columns.map(({ close }) => close.length)), from),
    ticker: Int32Array.from(rows, ({ index }) => index),
    day: Int32Array.from(rows, ({ day }) => day),
    close: Float64Array.from(rows, ({ close }) => close),
    adjustment: column('adjustment'),
    open: null,
    high: null,
    low: null,
    volume: column('volume'),
    shares: column('shares'),
    incidents: [],
  };
}

/** `count` closes that move a little up and down around `level`, never twice the same in a row. */
export function wave(count: number, level: number): number[] {
  return Array.from({ length: count }, (_, day) => level * (1 + 0.01 * ((day * 7) % 5)));
}
