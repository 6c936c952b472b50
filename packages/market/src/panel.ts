/**
 * The market as everything after the importers sees it: one row per security and one column per trading day.
 * Importers and the generated market build it; features, targets, universe, risk model and fund read it.
 */
import type { Exchange } from './calendars/exchangeCalendars.ts';

/** One company's listing under one permanent id. A symbol that comes back after a long gap is another security. */
export interface Security {
  /** Permanent id: the first ticker, with `~1`, `~2`, … where the symbol was used again by another company. */
  readonly id: string;
  /** The last ticker under which it traded. */
  readonly ticker: string;
  /** The tickers before that one, in order of time, each with the first day (ISO) on which it was no longer called so. Absent: none. */
  readonly formerTickers?: readonly { readonly ticker: string; readonly before: string }[];
  readonly name: string | null;
  readonly exchange: string | null;
  readonly sector: string | null;
  readonly industry: string | null;
  readonly country: string | null;
  /** Closed-end funds and the like: never in the universe. */
  readonly isFund: boolean;
  /** Several share classes of one company carry the same key: the most traded one is taken. Null: a company of its own. */
  readonly company: string | null;
}

/** A periodic report, known from the morning after `filedDay`. Amounts in USD as reported; NaN where not reported. */
export interface FundamentalReport {
  readonly security: number;
  /** Index into `days` of the filing day (the first trading day at or after it); usable for eras on later days only. */
  readonly filedDay: number;
  readonly periodEnd: string;
  readonly periodFocus: string;
  readonly fiscalYear: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Short interest, usable for eras on or after `firstSeenDay`. Shares. */
export interface ShortInterestReport {
  readonly security: number;
  readonly firstSeenDay: number;
  readonly sharesShort: number;
  readonly sharesOutstanding: number;
  readonly publicFloat: number;
}

/**
 * Cells lie at `[security * stride + day]`, NaN where there is no row. `stride >= days.length`: a growing market keeps spare columns.
 */
export interface MarketPanel {
  /** Trading days, ISO, ascending. */
  readonly days: readonly string[];
  /** Days on which the exchange traded and that are no trading days here, because nobody will ever have their prices. Absent: none. */
  readonly skippedDays?: readonly string[];
  /** The exchange whose calendar says which days are missing or still to come. Absent: New York's. */
  readonly exchange?: Exchange;
  readonly securities: readonly Security[];
  readonly stride: number;
  /** Last sale of the day in USD, as the source gives it. */
  readonly close: Float64Array;
  /** Cumulative: `close * adjustment` is comparable across days (splits, and dividends where the source has them). */
  readonly adjustment: Float64Array;
  readonly open: Float64Array | null;
  readonly high: Float64Array | null;
  readonly low: Float64Array | null;
  /** Shares traded; NaN where the day's volume is unknown. */
  readonly volume: Float64Array | null;
  /** Shares outstanding (units, not millions). */
  readonly shares: Float64Array | null;
  readonly fundamentals: readonly FundamentalReport[] | null;
  readonly shortInterest: readonly ShortInterestReport[] | null;
}

/** Something in the data that people must know of. Nothing is papered over: what was done is said. */
export interface Incident {
  readonly rule: string;
  readonly severity: 'info' | 'warning' | 'error';
  /** How many rows or cells it concerns. */
  readonly rows: number;
  readonly security: string | null;
  readonly day: string | null;
  /** One sentence: what was found and what was done. */
  readonly message: string;
}

/** A file or table that cannot be used. The message names the file, the row or column, and the remedy, in one sentence. */
export class DataRefusedError extends Error {
  override readonly name = 'DataRefusedError';
}
