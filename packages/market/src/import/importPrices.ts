import { type DayNumber, MISSING_DATE } from '../calendar/isoDate.ts';
import type { Incident } from '../panel.ts';
import { readTable } from './readTable.ts';
import { refuse } from './refuse.ts';
import { sortRows } from './sortRows.ts';
import { dateColumn, numberColumn, type Table, textColumn } from './table.ts';
import { PRICE_COLUMNS } from './vendors.ts';

/** Daily prices as columns, one entry per row, rows ascending by (ticker, day), each pair once. */
export interface RawPrices {
  /** The file's name. */
  readonly source: string;
  readonly rows: number;
  /** Ascending by code point. */
  readonly tickers: readonly string[];
  /** The dates that occur, ascending. */
  readonly days: readonly DayNumber[];
  /** Indices into `tickers`. */
  readonly ticker: Int32Array;
  /** Indices into `days`. */
  readonly day: Int32Array;
  /** USD, positive. */
  readonly close: Float64Array;
  /** Positive; null where the file has none. */
  readonly adjustment: Float64Array | null;
  /** Optional columns: NaN where missing. */
  readonly open: Float64Array | null;
  readonly high: Float64Array | null;
  readonly low: Float64Array | null;
  readonly volume: Float64Array | null;
  /** Shares outstanding, units. */
  readonly shares: Float64Array | null;
  readonly incidents: readonly Incident[];
}

export interface ImportPricesOptions {
  /** Fewer tickers, or fewer trading days, than this are refused: the caller knows what one era and its training need. */
  readonly minimumTickers?: number;
  readonly minimumDays?: number;
}

/**
 * Reads daily prices from CSV or Parquet (by content; column names as in `vendors.ts`).
 * Throws DataRefusedError, naming row or column and the remedy, on: whatever `readTable` refuses; a row without date or
 * ticker; a close or adjustment that is missing or not positive; two rows of one (date, ticker) that differ; too few
 * tickers or days. Becomes an incident: rows that stand there twice alike (one is kept); a negative volume, and prices or
 * shares that are not positive (the cell is then missing).
 */
export async function importPrices(path: string, options: ImportPricesOptions = {}): Promise<RawPrices> {
  const table = await readTable(path, PRICE_COLUMNS);
  const { source } = table;
  const close = positiveOrRefuse(table, 'close', 'a close must be a positive number') as Float64Array;
  const adjustment =
    positiveOrRefuse(table, 'adjustment', 'an adjustment factor must be a positive number') ??
    ratio(positiveOrRefuse(table, 'adjusted_close', 'an adjusted close must be a positive number'), close);

  const incidents: Incident[] = [];
  const optional = (name: string, isAllowed: (value: number) => boolean, rule: string): Float64Array | null => {
    const column = numberColumn(table, name);
    if (column === null) return null;
    const bad = blank(column.values, isAllowed);
    if (bad > 0) {
      const message = `${source}: ${bad} values of ${column.header} cannot be; they are treated as missing.`;
      incidents.push({ rule, severity: 'warning', rows: bad, security: null, day: null, message });
    }
    return column.values;
  };
  const isPositive = (value: number): boolean => value > 0;
  const columns = {
    close,
    adjustment,
    open: optional('open', isPositive, 'impossible_price'),
    high: optional('high', isPositive, 'impossible_price'),
    low: optional('low', isPositive, 'impossible_price'),
    volume: optional('volume', (value) => value >= 0, 'negative_volume'),
    shares:
      optional('shares', isPositive, 'impossible_shares') ??
      scaled(optional('shares_millions', isPositive, 'impossible_shares'), 1e6) ??
      ratio(optional('market_value', isPositive, 'impossible_shares'), close),
  };

  const { tickers, days, ticker, day } = keys(table);
  if (tickers.length < (options.minimumTickers ?? 1)) {
    refuse(source, `${tickers.length} tickers are too few; at least ${options.minimumTickers} are needed.`);
  }
  if (days.length < (options.minimumDays ?? 1)) {
    refuse(source, `${days.length} trading days are too few; at least ${options.minimumDays} are needed.`);
  }
  const sorted = sortRows({ source, tickers, days, ticker, day, columns });
  if (sorted.dropped > 0) {
    incidents.push({
      rule: 'duplicate_row',
      severity: 'warning',
      rows: sorted.dropped,
      security: null,
      day: null,
      message: `${source}: ${sorted.dropped} rows repeat another row of the same ticker and date exactly; one of each is kept.`,
    });
  }
  const { dropped: _, ...rest } = sorted;
  return { source, tickers, days, ...rest, incidents };
}

function positiveOrRefuse(table: Table, name: string, must: string): Float64Array | null {
  const column = numberColumn(table, name);
  if (column === null) return null;
  const { header, values } = column;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (value > 0 && value < Number.POSITIVE_INFINITY) continue;
    const has = Number.isNaN(value) ? `no ${header}` : `${header} ${value}`;
    refuse(table.source, `row ${row + 1} has ${has}; ${must}, so fix or remove that row.`);
  }
  return values;
}

/** Tickers and days in ascending order, and each row's index into them. Refuses rows without one of them. */
function keys(table: Table): Pick<RawPrices, 'tickers' | 'days' | 'ticker' | 'day'> {
  const dates = dateColumn(table, 'date');
  const texts = textColumn(table, 'ticker');
  if (dates === null || texts === null) throw new Error('date and ticker are required columns');
  const remedy = 'fix or remove that row';
  const noDate = dates.days.indexOf(MISSING_DATE);
  if (noDate >= 0) refuse(table.source, `row ${noDate + 1} has no ${dates.header}; ${remedy}.`);
  const noTicker = texts.codes.indexOf(-1);
  if (noTicker >= 0) refuse(table.source, `row ${noTicker + 1} has no ${texts.header}; ${remedy}.`);

  const days = [...new Set(dates.days)].sort((a, b) => a - b);
  const dayIndex = new Map(days.map((date, index) => [date, index]));
  const order = texts.words.map((_, code) => code).sort((a, b) => compare(texts.words[a], texts.words[b]));
  const rank = new Int32Array(order.length);
  order.forEach((code, index) => {
    rank[code] = index;
  });
  return {
    tickers: order.map((code) => texts.words[code] as string),
    days,
    ticker: texts.codes.map((code) => rank[code] as number),
    day: dates.days.map((date) => dayIndex.get(date) as number),
  };
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : Number(a > b);
}

/** Sets what is not allowed to NaN, in place, and counts it. Missing stays missing. */
function blank(values: Float64Array, isAllowed: (value: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value) || (isAllowed(value) && value < Number.POSITIVE_INFINITY)) continue;
    values[i] = Number.NaN;
    count += 1;
  }
  return count;
}

function ratio(numerator: Float64Array | null, denominator: Float64Array): Float64Array | null {
  return numerator?.map((value, i) => value / (denominator[i] as number)) ?? null;
}

function scaled(values: Float64Array | null, factor: number): Float64Array | null {
  return values?.map((value) => value * factor) ?? null;
}
