import {
  type CoverageReport,
  coverageReport,
  isValidOn,
  type Scheme,
  SCHEMES,
  suggesterOf,
  type SymbolRow,
} from '@robata/market/symbols';
import type { LiveRound } from '../submissions/liveRounds.ts';
import { roundUniverse } from './roundUniverse.ts';
import type { SymbolImport } from './symbolBook.ts';
import { symbolsAgeDays } from './symbolWatch.ts';

/** The symbols as anybody sees them: what was imported, how fresh it is, and what can be named. */
export interface SymbolsPage {
  /** ISO day for which the counts are. */
  readonly date: string;
  /** Newest first; none: only the tickers of the rounds are known. */
  readonly imports: readonly SymbolImport[];
  readonly ageDays: number | null;
  readonly isStale: boolean;
  readonly coverage: CoverageReport;
  /** The round of Signals that takes files; null where none does. */
  readonly round: {
    readonly number: number;
    readonly day: string;
    readonly symbolsVersion: number | null;
    readonly stocks: number;
    /** Its stocks that each scheme can name on that day. */
    readonly withSymbol: Readonly<Record<Scheme, number>>;
  } | null;
}

export interface FoundListing {
  readonly permanentId: string;
  readonly name: string | null;
  readonly country: string | null;
  /** All its names, by scheme and first day. */
  readonly rows: readonly Pick<SymbolRow, 'scheme' | 'symbol' | 'validFrom' | 'validTo'>[];
  /** What the round that takes files calls it; null where it is not of its universe. */
  readonly ticker: string | null;
}

export interface SymbolSearch {
  readonly symbol: string;
  readonly date: string;
  /** Listings that were ever called so, those of the day first; at most ten. */
  readonly listings: readonly FoundListing[];
  /** Where there are none: what may have been meant. */
  readonly suggestions: readonly { readonly symbol: string; readonly why: string }[];
}

const MOST_FOUND = 10;
const NO_TICKERS: readonly string[] = [];

interface Known {
  readonly rows: readonly SymbolRow[];
  readonly round: LiveRound | null;
}

const universeOf = ({ rows, round }: Known, date: string) =>
  roundUniverse(round?.ids ?? NO_TICKERS, rows, round?.signals?.day ?? date);

export function symbolsPage(
  known: Known & { readonly imports: readonly SymbolImport[] },
  { date, now }: { readonly date: string; readonly now: Date },
): SymbolsPage {
  const { imports, round } = known;
  const { table, own } = universeOf(known, date);
  const [latest] = imports;
  const ageDays = latest === undefined ? null : symbolsAgeDays(latest, now);
  const maximumAgeDays = latest?.maximumAgeDays;
  const day = round?.signals?.day ?? date;
  return {
    date,
    imports,
    ageDays,
    isStale: latest !== undefined && ageDays !== null && ageDays > latest.maximumAgeDays,
    coverage: coverageReport(table, {
      date,
      mapDate: latest?.mapDate ?? null,
      ...(maximumAgeDays !== undefined && { maximumAgeDays }),
    }),
    round:
      round === null
        ? null
        : {
            number: round.number,
            day,
            symbolsVersion: round.signals?.symbolsVersion ?? null,
            stocks: round.ids.length,
            withSymbol: coverageReport(own, { date: day, mapDate: null }).withSymbol,
          },
  };
}

/** What a symbol names, by every scheme, and has named. Case counts; where nothing is called so, what is near is suggested. */
export function searchSymbols(
  known: Known,
  { symbol, date }: { readonly symbol: string; readonly date: string },
): SymbolSearch {
  const { table, placeOf } = universeOf(known, date);
  const named = SCHEMES.flatMap((scheme) => table.rowsOf(scheme, symbol));
  const now = named.filter((row) => isValidOn(row, date));
  const ids = [...new Set([...now, ...named].map(({ permanentId }) => permanentId))].slice(0, MOST_FOUND);
  const listings = ids.map((permanentId): FoundListing => {
    const rows = table.rowsOfId(permanentId);
    const place = placeOf.get(permanentId);
    return {
      permanentId,
      name: rows.find(({ name }) => name !== undefined)?.name ?? null,
      country: rows.find(({ country }) => country !== undefined)?.country ?? null,
      rows: rows.map(({ scheme, symbol: called, validFrom, validTo }) => ({
        scheme,
        symbol: called,
        validFrom,
        validTo,
      })),
      ticker: place === undefined ? null : (known.round?.ids[place] ?? null),
    };
  });
  const near = listings.length > 0 ? [] : SCHEMES.flatMap((scheme) => suggesterOf(table).suggest(symbol, scheme, date));
  const suggestions = new Map(near.map(({ symbol: called, why }) => [called, { symbol: called, why }]));
  return { symbol, date, listings, suggestions: [...suggestions.values()].slice(0, MOST_FOUND) };
}
