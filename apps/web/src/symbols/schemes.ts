import type { Scheme } from '@robata/client';

/** How stocks are named, in the order in which tables show it. */
export const SCHEME_NAMES: readonly (readonly [Scheme, name: string, header: string])[] = [
  ['ticker', 'Universe ticker', 'ticker'],
  ['numerai_ticker', 'Numerai ticker', 'numerai_ticker'],
  ['bloomberg', 'Bloomberg ticker', 'bloomberg_ticker'],
  ['yahoo', 'Yahoo symbol', 'yahoo'],
  ['exchange', 'Exchange ticker', 'exchange_ticker'],
  ['isin', 'ISIN', 'isin'],
  ['figi', 'FIGI', 'composite_figi'],
  ['cusip', 'CUSIP', 'cusip'],
  ['sedol', 'SEDOL', 'sedol'],
];

export const schemeName = (scheme: Scheme): string => SCHEME_NAMES.find(([key]) => key === scheme)?.[1] ?? scheme;
