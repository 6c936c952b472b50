import type { MarketPanel, Security } from '../../panel.ts';

export const security = (id: string, labels: Partial<Security> = {}): Security => ({
  id,
  ticker: id,
  name: null,
  exchange: null,
  sector: null,
  industry: null,
  country: null,
  isFund: false,
  company: null,
  ...labels,
});

export interface TinyRow {
  readonly labels?: Partial<Security>;
  /** One per day; NaN where there is no row. */
  readonly close: readonly number[];
  readonly adjustment?: readonly number[];
  readonly volume?: readonly number[];
  readonly shares?: readonly number[];
}

/** A panel written out by hand; columns that no row gives are null. Days run from 2024-01-01 without weekends or holidays. */
export function tinyPanel(rows: readonly TinyRow[]): MarketPanel {
  const stride = rows[0].close.length;
  const layOut = (values: (row: TinyRow) => readonly number[]) => Float64Array.from(rows.flatMap((row) => values(row)));
  const unknown = (row: TinyRow) => row.close.map(() => Number.NaN);
  return {
    days: Array.from({ length: stride }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)),
    securities: rows.map((row, s) => security(`S${s}`, row.labels)),
    stride,
    close: layOut((row) => row.close),
    adjustment: layOut((row) => row.adjustment ?? row.close.map(() => 1)),
    open: null,
    high: null,
    low: null,
    volume: rows.some((row) => row.volume) ? layOut((row) => row.volume ?? unknown(row)) : null,
    shares: rows.some((row) => row.shares) ? layOut((row) => row.shares ?? unknown(row)) : null,
    fundamentals: null,
    shortInterest: null,
  };
}

/** `length` values of a function of the index. */
export const series = (length: number, value: (index: number) => number): number[] =>
  Array.from({ length }, (_, index) => value(index));
