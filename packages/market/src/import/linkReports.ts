import type { DayNumber } from '../calendar/isoDate.ts';
import type { FundamentalReport, ShortInterestReport } from '../panel.ts';
import type { RawFundamental } from './importFundamentals.ts';
import type { RawShortInterest } from './importShortInterest.ts';

/** When a ticker stood for which security: indices into `panel.days` and `panel.securities`, in the order of time. */
export interface TickerUse {
  readonly security: number;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Tickers as sources write share classes (`BRK-B`, `BRK.B`, `BRK/B`) under one key. */
export function tickerKey(ticker: string): string {
  return ticker.replaceAll(/[-. ]/g, '/');
}

interface Linked<T> {
  readonly reports: T[];
  /** Rows whose ticker stood for no security then or later, or that became known after the panel's last day. */
  readonly unmatched: number;
}

/** Reports with their security and the first trading day at or after the filing. Sorted by security and day. */
export function linkFundamentals(
  rows: readonly RawFundamental[],
  days: readonly DayNumber[],
  uses: ReadonlyMap<string, readonly TickerUse[]>,
): Linked<FundamentalReport> {
  return link(rows, days, uses, {
    known: (row) => row.filed,
    dayOf: (report) => report.filedDay,
    make: ({ periodEnd, periodFocus, fiscalYear, values }, security, filedDay) => ({
      security,
      filedDay,
      periodEnd,
      periodFocus,
      fiscalYear,
      values,
    }),
  });
}

/** Short interest with its security and the first trading day at or after it could be read. Sorted by security and day. */
export function linkShortInterest(
  rows: readonly RawShortInterest[],
  days: readonly DayNumber[],
  uses: ReadonlyMap<string, readonly TickerUse[]>,
): Linked<ShortInterestReport> {
  return link(rows, days, uses, {
    known: (row) => row.firstSeen,
    dayOf: (report) => report.firstSeenDay,
    make: ({ sharesShort, sharesOutstanding, publicFloat }, security, firstSeenDay) => ({
      security,
      firstSeenDay,
      sharesShort,
      sharesOutstanding,
      publicFloat,
    }),
  });
}

function link<Row extends { ticker: string }, Report extends { security: number }>(
  rows: readonly Row[],
  days: readonly DayNumber[],
  uses: ReadonlyMap<string, readonly TickerUse[]>,
  kind: {
    known: (row: Row) => DayNumber;
    dayOf: (report: Report) => number;
    make: (row: Row, security: number, day: number) => Report;
  },
): Linked<Report> {
  const reports: Report[] = [];
  for (const row of rows) {
    const day = firstAtOrAfter(days, kind.known(row));
    const use = uses.get(tickerKey(row.ticker))?.find(({ lastDay }) => lastDay >= day);
    if (day < days.length && use !== undefined) reports.push(kind.make(row, use.security, day));
  }
  reports.sort((a, b) => a.security - b.security || kind.dayOf(a) - kind.dayOf(b));
  return { reports, unmatched: rows.length - reports.length };
}

function firstAtOrAfter(days: readonly DayNumber[], day: DayNumber): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as number) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
