import { hasCusipCheckDigit, hasFigiCheckDigit, hasIsinCheckDigit, hasSedolCheckDigit } from './checkDigits.ts';
import { MARKETS } from './markets.ts';

/** The ways of naming a listing, in the order in which a file that uses several of them is read. */
export const SCHEMES = [
  'numerai_ticker',
  'bloomberg',
  'figi',
  'isin',
  'cusip',
  'sedol',
  'yahoo',
  'exchange',
  'ticker',
] as const;
export type Scheme = (typeof SCHEMES)[number];

interface SchemeRules {
  /** As a person says it. */
  readonly name: string;
  readonly example: string;
  /** What columns that hold it are called; case, spaces and underscores do not count. */
  readonly headers: readonly string[];
  /** The form, with the check digit where the scheme has one. */
  readonly isWellFormed: (symbol: string) => boolean;
}

const YAHOO_SUFFIXES = new Set(MARKETS.flatMap(({ yahooSuffixes }) => yahooSuffixes));
const MICS = new Set(MARKETS.flatMap(({ mics }) => mics));

const afterLastDot = (symbol: string): string => symbol.slice(symbol.lastIndexOf('.') + 1);
/** A class may stand between ticker and market: `ATCO A SS`. */
const isBloomberg = (symbol: string): boolean => /^[A-Z0-9/&*.+-]{1,15}( [A-Z0-9]{1,2})? [A-Z]{2}$/.test(symbol);

export const SCHEME_RULES: Readonly<Record<Scheme, SchemeRules>> = {
  numerai_ticker: {
    name: 'Numerai ticker',
    example: 'AAPL US',
    headers: ['numerai_ticker'],
    isWellFormed: isBloomberg,
  },
  bloomberg: {
    name: 'Bloomberg ticker',
    example: '7203 JP',
    headers: ['bloomberg_ticker', 'bloomberg', 'bbg_ticker', 'bbg'],
    isWellFormed: isBloomberg,
  },
  figi: {
    name: 'FIGI',
    example: 'BBG000B9XRY4',
    headers: ['figi', 'composite_figi', 'share_class_figi'],
    isWellFormed: hasFigiCheckDigit,
  },
  isin: { name: 'ISIN', example: 'US0378331005', headers: ['isin'], isWellFormed: hasIsinCheckDigit },
  cusip: { name: 'CUSIP', example: '037833100', headers: ['cusip'], isWellFormed: hasCusipCheckDigit },
  sedol: { name: 'SEDOL', example: '2046251', headers: ['sedol'], isWellFormed: hasSedolCheckDigit },
  yahoo: {
    name: 'Yahoo symbol',
    example: '7203.T',
    headers: ['yahoo', 'yahoo_ticker', 'yahoo_symbol', 'yfinance'],
    isWellFormed: (symbol) =>
      /^[A-Z0-9&_-]{1,12}$/.test(symbol) ||
      (/^[A-Z0-9&_-]{1,12}\.[A-Z]{1,3}$/.test(symbol) && YAHOO_SUFFIXES.has(afterLastDot(symbol))),
  },
  exchange: {
    name: 'exchange ticker',
    example: 'AAPL.XNAS',
    headers: ['exchange_ticker', 'mic_ticker', 'ticker_mic'],
    isWellFormed: (symbol) => /^[A-Z0-9/&*.+-]{1,15}\.[A-Z0-9]{4}$/.test(symbol) && MICS.has(afterLastDot(symbol)),
  },
  // Whatever a tournament's own data call its stocks: no form of its own, so that no unknown text is taken for one.
  ticker: {
    name: 'Universe ticker',
    example: 'AAPL',
    headers: ['universe_ticker', 'local_ticker'],
    isWellFormed: (symbol) => /^[^\p{C}]{1,40}$/u.test(symbol),
  },
};

/** Columns that say that they hold symbols, not of which scheme. */
export const ANY_SCHEME_HEADERS: readonly string[] = ['ticker', 'symbol', 'stock', 'security', 'id'];

/** The schemes whose form a symbol has, in the order of `SCHEMES`; none for what is no symbol at all. A universe's own tickers have no form. */
export function schemesByForm(symbol: string): Scheme[] {
  return SCHEMES.filter((scheme) => scheme !== 'ticker' && SCHEME_RULES[scheme].isWellFormed(symbol));
}

/**
 * The scheme that a header declares; `any` for a header that only says "symbols"; null for another header.
 * @example schemeOfHeader('Bloomberg Ticker') // 'bloomberg'
 */
export function schemeOfHeader(header: string): Scheme | 'any' | null {
  const key = headerKey(header);
  const scheme = SCHEMES.find((candidate) => SCHEME_RULES[candidate].headers.some((name) => headerKey(name) === key));
  return scheme ?? (ANY_SCHEME_HEADERS.includes(key) ? 'any' : null);
}

const headerKey = (header: string): string => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** A symbol as it is compared: without spaces at its ends, one space within. Case counts. */
export function cleanSymbol(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
