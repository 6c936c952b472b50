import type { Era } from '../era.ts';
import type { FeatureCatalogue } from '../features/catalogue.ts';
import { MISSING_BIN } from '../features/fiveBins.ts';
import type { FeatureRecipe } from '../features/recipe.ts';
import { ReportIndex, StockReports } from '../features/stockReports.ts';
import type { MarketPanel } from '../panel.ts';

/** Why a value is missing, in the order in which it is looked for. */
export const MISSING_REASONS = {
  no_sector: 'The stock has no sector or industry to be compared in.',
  no_report: 'No report of the company was filed before the day of the era.',
  no_short_interest: 'No short interest of the stock was seen by the day of the era.',
  stale_report:
    'The latest report ends more than 400 days, or the latest short interest is more than 63 trading days, before the era.',
  item_not_reported: 'The reports that are known lack an item of the formula, or its denominator is zero.',
  too_little_history: 'The stock has prices for less than a year, and the window of the formula needs more of them.',
  price_gaps: 'Prices are missing within the year before the era.',
  no_volume: 'The volume of some days of the window is unknown.',
  no_shares: 'Shares outstanding are unknown on the day of the era, or a year before.',
  undefined: 'The formula has no value on these prices, as the spread of a price that never moved.',
} as const;

export type MissingReason = keyof typeof MISSING_REASONS;
const REASONS = Object.keys(MISSING_REASONS) as MissingReason[];

/** Missing values of one era: how many by feature, in the catalogue's order, and reason, in the order of `MISSING_REASONS`. */
export interface MissingCounts {
  readonly rows: number;
  /** features × reasons, a feature's reasons one after the other. */
  readonly counts: Int32Array;
}

/** Days of a feature's longest window. */
const YEAR_DAYS = 252;

/** What is known of one stock on the era's day, as far as a formula may lack it. */
interface Known {
  readonly hasYear: boolean;
  readonly hasGaps: boolean;
  readonly hasVolume: boolean;
  readonly hasShares: boolean;
  readonly hasSector: boolean;
  readonly hasIndustry: boolean;
  readonly hasReport: boolean;
  readonly hasShortInterest: boolean;
  /** Ever before, however long ago. */
  readonly wasReported: boolean;
  readonly wasShorted: boolean;
}

/**
 * Why the missing values of an era are missing, counted by feature: from what the recipe of the feature needs, and what the panel has of the stock
 * on the era's day. `panel` is one that reaches the day; nothing after it is looked at.
 */
export function missingReasons(panel: MarketPanel, era: Era, catalogue: FeatureCatalogue): MissingCounts {
  const n = era.ids.length;
  const counts = new Int32Array(catalogue.features.length * REASONS.length);
  const index = indexOf(panel);
  const reports = new StockReports(panel, index, era.day);
  const stocks = Array.from<Known | undefined>({ length: n });
  const known = (row: number): Known => (stocks[row] ??= look(era.members[row] as number));
  const look = (security: number): Known => {
    reports.load(security);
    const { sector, industry } = panel.securities[security] as MarketPanel['securities'][number];
    return {
      ...windowOf(panel, security, era.day),
      hasSector: sector !== null,
      hasIndustry: industry !== null,
      hasReport: reports.latest !== null,
      hasShortInterest: reports.shortInterest !== null,
      wasReported: index.fundamentals.get(security)?.some(({ filedDay }) => filedDay < era.day) ?? false,
      wasShorted: index.shortInterest.get(security)?.some(({ firstSeenDay }) => firstSeenDay <= era.day) ?? false,
    };
  };
  catalogue.features.forEach(({ recipe, isSectorRelative }, feature) => {
    const made = catalogue.recipes[recipe] as FeatureRecipe;
    for (let row = 0; row < n; row++) {
      if (era.features[feature * n + row] !== MISSING_BIN) continue;
      const place = feature * REASONS.length + REASONS.indexOf(reasonOf(made, isSectorRelative, known(row)));
      counts[place] = (counts[place] as number) + 1;
    }
  });
  return { rows: n, counts };
}

function reasonOf({ needs }: FeatureRecipe, isSectorRelative: boolean, stock: Known): MissingReason {
  if ((isSectorRelative || needs.includes('sector')) && !stock.hasSector) return 'no_sector';
  if (needs.includes('industry') && !stock.hasIndustry) return 'no_sector';
  if (needs.includes('fundamentals')) {
    if (stock.hasReport) return 'item_not_reported';
    return stock.wasReported ? 'stale_report' : 'no_report';
  }
  if (needs.includes('shortInterest') && !stock.hasShortInterest) {
    return stock.wasShorted ? 'stale_report' : 'no_short_interest';
  }
  if (!stock.hasYear) return 'too_little_history';
  if (needs.includes('volume') && !stock.hasVolume) return 'no_volume';
  if (needs.includes('shares') && !stock.hasShares) return 'no_shares';
  return stock.hasGaps ? 'price_gaps' : 'undefined';
}

const indices = new WeakMap<object, ReportIndex>();

/** A panel that grows keeps its tables: they are sorted once. */
function indexOf(panel: MarketPanel): ReportIndex {
  const tables = panel.fundamentals ?? panel.shortInterest;
  const index = (tables === null ? undefined : indices.get(tables)) ?? new ReportIndex(panel);
  if (tables !== null) indices.set(tables, index);
  return index;
}

function windowOf({ close, volume, shares, stride }: MarketPanel, security: number, day: number) {
  const start = security * stride;
  const has = (values: Float64Array | null, at: number): boolean => !Number.isNaN(values?.[start + at] ?? Number.NaN);
  const first = day - YEAR_DAYS;
  let gaps = 0;
  let volumes = 0;
  let oldest = day;
  for (let at = Math.max(0, first); at <= day; at++) {
    if (has(close, at)) {
      oldest = Math.min(oldest, at);
      if (!has(volume, at)) volumes += 1;
    } else if (oldest < at) gaps += 1;
  }
  return {
    hasYear: first >= 0 && (oldest === first || hadPriceBefore(close, start, first)),
    hasGaps: gaps > 0 || oldest > first,
    hasVolume: volumes === 0,
    hasShares: has(shares, day) && (first < 0 || has(shares, first)),
  };
}

function hadPriceBefore(close: Float64Array, start: number, day: number): boolean {
  for (let at = day; at >= 0; at--) if (!Number.isNaN(close[start + at] as number)) return true;
  return false;
}

/** The release's `missing.json`: how many values are missing in each file, and why. */
export interface MissingJson {
  readonly reasons: typeof MISSING_REASONS;
  readonly files: Readonly<Record<'train' | 'validation' | 'live', MissingInFile>>;
}

export interface MissingInFile {
  readonly rows: number;
  /** Rows × features, and how many of them are missing. */
  readonly values: number;
  readonly missing: number;
  readonly by_reason: Readonly<Partial<Record<MissingReason, number>>>;
  /** By published name; features without a missing value are left out. */
  readonly by_feature: Readonly<Record<string, Readonly<Partial<Record<MissingReason, number>>>>>;
}

/** Adds up the missing values of a file's eras; eras whose reasons nobody counted are left out. */
export class MissingBuilder {
  readonly #names: readonly string[];
  readonly #sums: Float64Array;
  #rows = 0;

  /** @param names published, in the catalogue's order */
  constructor(names: readonly string[]) {
    this.#names = names;
    this.#sums = new Float64Array(names.length * REASONS.length);
  }

  /** One that goes on from here and leaves this one alone. */
  copy(): MissingBuilder {
    const copy = new MissingBuilder(this.#names);
    copy.#sums.set(this.#sums);
    copy.#rows = this.#rows;
    return copy;
  }

  add(missing: MissingCounts | undefined): void {
    if (missing === undefined) return;
    this.#rows += missing.rows;
    missing.counts.forEach((count, place) => {
      this.#sums[place] = (this.#sums[place] as number) + count;
    });
  }

  build(): MissingInFile {
    const at = (feature: number, reason: number): number => this.#sums[feature * REASONS.length + reason] as number;
    const only = (countOf: (reason: number) => number) =>
      Object.fromEntries(
        REASONS.map((reason, index) => [reason, countOf(index)] as const).filter(([, count]) => count > 0),
      );
    const by_reason = only((reason) => this.#names.reduce((sum, _, feature) => sum + at(feature, reason), 0));
    return {
      rows: this.#rows,
      values: this.#rows * this.#names.length,
      missing: Object.values(by_reason).reduce((sum, count) => sum + count, 0),
      by_reason,
      by_feature: Object.fromEntries(
        this.#names
          .map((name, feature) => [name, only((reason) => at(feature, reason))] as const)
          .filter(([, counts]) => Object.keys(counts).length > 0),
      ),
    };
  }
}
