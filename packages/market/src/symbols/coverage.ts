import { parseIsoDate } from '../calendar/isoDate.ts';
import { type Scheme, SCHEMES } from './scheme.ts';
import { marketOf } from './markets.ts';
import { isValidOn, type SymbolTable } from './symbolTable.ts';

export interface MarketCoverage {
  /** Bloomberg's letters; `other` where the listing has no Bloomberg ticker of a market that we know. */
  readonly market: string;
  readonly country: string | null;
  readonly listings: number;
  /** Listings with a symbol of each scheme on the day. */
  readonly withSymbol: Readonly<Record<Scheme, number>>;
}

export interface CoverageAlarm {
  readonly kind: 'stale_map' | 'unmatched_share';
  /** What was measured, and the threshold that it is above: days, or a share of 0 to 1. */
  readonly measured: number;
  readonly threshold: number;
  /** One sentence with the remedy. */
  readonly sentence: string;
}

export interface CoverageReport {
  readonly date: string;
  readonly mapDate: string | null;
  /** Null where the day of the map is not known. */
  readonly ageDays: number | null;
  readonly listings: number;
  readonly withSymbol: Readonly<Record<Scheme, number>>;
  /** Most listings first. */
  readonly markets: readonly MarketCoverage[];
  readonly alarms: readonly CoverageAlarm[];
}

export interface CoverageOptions {
  /** ISO day for which the report is. */
  readonly date: string;
  /** ISO day on which the map was last brought up to date; null: not known. */
  readonly mapDate: string | null;
  /** An older map raises an alarm. Default 14. */
  readonly maximumAgeDays?: number;
  /** Rows of a submission and how many of them matched nothing. */
  readonly matched?: { readonly rows: number; readonly unmatched: number };
  /** A larger share of unmatched rows raises an alarm. Default 0.01. */
  readonly maximumUnmatchedShare?: number;
}

/**
 * How much of the table can be named in each scheme on a day, by market, and whether the map is too old to be trusted or leaves too
 * many rows unmatched. Listings without any symbol on the day do not count.
 */
export function coverageReport(table: SymbolTable, options: CoverageOptions): CoverageReport {
  const { date, mapDate } = options;
  const totals = noSymbols();
  const markets = new Map<string, { listings: number; withSymbol: Record<Scheme, number> }>();
  let listings = 0;
  const byId = Map.groupBy(
    table.rows.filter((row) => isValidOn(row, date)),
    ({ permanentId }) => permanentId,
  );
  for (const [, rows] of byId) {
    listings += 1;
    const bloomberg = rows.find(({ scheme }) => scheme === 'bloomberg')?.symbol;
    const key = (bloomberg === undefined ? null : marketOf(bloomberg)?.bloomberg) ?? 'other';
    const market = markets.get(key) ?? { listings: 0, withSymbol: noSymbols() };
    markets.set(key, market);
    market.listings += 1;
    for (const scheme of new Set(rows.map(({ scheme }) => scheme))) {
      market.withSymbol[scheme] += 1;
      totals[scheme] += 1;
    }
  }
  const ageDays = mapDate === null ? null : dayNumber(date) - dayNumber(mapDate);
  return {
    date,
    mapDate,
    ageDays,
    listings,
    withSymbol: totals,
    markets: [...markets]
      .map(([market, counts]) => ({ market, country: marketOf(market)?.country ?? null, ...counts }))
      .sort((a, b) => b.listings - a.listings || (a.market < b.market ? -1 : 1)),
    alarms: [...ageAlarm(ageDays, mapDate, options), ...shareAlarm(options)],
  };
}

function ageAlarm(
  ageDays: number | null,
  mapDate: string | null,
  { maximumAgeDays = 14 }: CoverageOptions,
): CoverageAlarm[] {
  if (ageDays === null || ageDays <= maximumAgeDays) return [];
  const sentence = `The symbol map is of ${mapDate}, ${ageDays} days old and ${maximumAgeDays} are allowed: bring in a new one.`;
  return [{ kind: 'stale_map', measured: ageDays, threshold: maximumAgeDays, sentence }];
}

function shareAlarm({ matched, maximumUnmatchedShare = 0.01 }: CoverageOptions): CoverageAlarm[] {
  if (matched === undefined || matched.rows === 0) return [];
  const share = matched.unmatched / matched.rows;
  if (share <= maximumUnmatchedShare) return [];
  const sentence = `${matched.unmatched} of ${matched.rows} rows match nothing, and ${100 * maximumUnmatchedShare} % are allowed: see the rows.`;
  return [{ kind: 'unmatched_share', measured: share, threshold: maximumUnmatchedShare, sentence }];
}

const noSymbols = (): Record<Scheme, number> =>
  Object.fromEntries(SCHEMES.map((scheme) => [scheme, 0])) as Record<Scheme, number>;

function dayNumber(iso: string): number {
  const day = parseIsoDate(iso);
  if (day === null) throw new RangeError(`${iso} is no ISO date`);
  return day;
}
