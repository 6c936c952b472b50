import { transposedMatrixVector } from '@robata/kernels';
import { factorKind } from '@robata/portfolio';
import { type NavRecord, PROFIT_SOURCES, type ProfitSources } from '../fundLife.ts';
import { approximate } from '../money.ts';
import { alignWeights, type ExposureTable } from './exposureReport.ts';

/** The meta model's own direction on a day: what its α holds beyond the factors of the risk model. */
export interface MetaModelDay {
  /** Security → exposure to it before the day; what is not named has none. */
  readonly exposureOf: ReadonlyMap<number, number>;
  /** What its pure portfolio, whose exposure to itself is 1 and to every factor 0, returned in the day. */
  readonly pureReturn: number;
}

/** What a day's return is explained by. */
export interface AttributionDay {
  readonly record: Pick<NavRecord, 'day' | 'navStart' | 'sources' | 'dayReturn'>;
  /** Security → weight before the day, as a share of `navStart`. */
  readonly weights: ReadonlyMap<number, number>;
  /** Simple returns of the day with dividends; NaN: no price. */
  readonly returnOf: (security: number) => number;
  /** The model's exposures before the day and the factors' returns in it. */
  readonly table: ExposureTable;
  readonly factorReturns: ArrayLike<number>;
  readonly sectorOf: (security: number) => string | null;
  /** Null or absent: no line for it, its part is among the specific returns. */
  readonly metaModel?: MetaModelDay | null;
}

export type AttributionGroup =
  | 'market'
  | 'sector'
  | 'country'
  | 'style'
  | 'meta_model'
  | 'specific'
  | 'outside'
  | 'unexplained'
  | 'financing'
  | 'costs'
  | 'fees';

export interface AttributionLine {
  readonly group: AttributionGroup;
  readonly name: string;
  /** Part of the period's return. */
  readonly contribution: number;
}

export interface Attribution {
  readonly from: string;
  readonly to: string;
  /** Π(1 + dayReturn) − 1: what the lines add up to. */
  readonly totalReturn: number;
  readonly lines: readonly AttributionLine[];
  /** The part of prices and dividends cut the other way: Σ over the stocks of a sector of weight · return. */
  readonly sectors: readonly { readonly name: string; readonly contribution: number }[];
}

export const ATTRIBUTION_FORMULA =
  'Each day: to a factor Σ weight · exposure · factor return; to the meta model Σ weight · exposure to its α beyond all factors, times the return of the pure portfolio of that direction, which is exposed to no factor; specific: what is left of Σ weight · return; outside: weight · return of what the risk model does not know; unexplained: prices and dividends less all these; financing, costs and fees as booked; all as shares of the NAV before the day. Over time each day counts with the wealth of one unit at its start, so that the lines add up to the compounded return.';

const SOURCE_GROUP: Record<Exclude<keyof ProfitSources, 'prices' | 'dividends'>, AttributionGroup> = {
  interest: 'financing',
  borrowCost: 'financing',
  linearCost: 'costs',
  impactCost: 'costs',
  execution: 'costs',
  managementFee: 'fees',
  performanceFee: 'fees',
};

const groupOfFactor = (name: string): AttributionGroup => {
  const kind = factorKind(name);
  return kind === 'alpha' ? 'meta_model' : kind;
};

/** Sums by name in the order of first use. */
class Sums<Key extends string> {
  readonly #sums = new Map<Key, number>();
  add(key: Key, value: number): void {
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + value);
  }
  entries(): [Key, number][] {
    return [...this.#sums];
  }
}

/**
 * The return of some days by where it came from: factors, specific, financing, costs and fees; and by sector. Lines add up to the compounded
 * return (to rounding of doubles; days of no capital count nothing). `unexplained` is 0 where returns, weights and booked prices agree:
 * a missing price (NaN) counts as 0, and what was booked for it stands there.
 * Throws RangeError on unequal lengths, or a factor return that is not finite.
 */
export function attribution(days: Iterable<AttributionDay>): Attribution {
  const lines = new Sums<`${AttributionGroup}|${string}`>();
  const sectors = new Sums<string>();
  let wealth = 1;
  let from = '';
  let to = '';
  for (const day of days) {
    const { record } = day;
    from ||= record.day;
    to = record.day;
    if (record.navStart <= 0n) continue;
    for (const [key, contribution] of dayLines(day)) lines.add(key, wealth * contribution);
    for (const [security, weight] of day.weights) {
      const value = day.returnOf(security);
      const sector = day.sectorOf(security) ?? 'unknown';
      sectors.add(sector, Number.isNaN(value) ? 0 : wealth * weight * value);
    }
    wealth *= 1 + record.dayReturn;
  }
  return {
    from,
    to,
    totalReturn: wealth - 1,
    lines: lines.entries().map(([key, contribution]) => {
      const cut = key.indexOf('|');
      return { group: key.slice(0, cut) as AttributionGroup, name: key.slice(cut + 1), contribution };
    }),
    sectors: sectors
      .entries()
      .map(([name, contribution]) => ({ name, contribution }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function metaModelPart({ exposureOf, pureReturn }: MetaModelDay, known: Float64Array, securities: Int32Array): number {
  if (!Number.isFinite(pureReturn)) throw new RangeError(`the meta model's direction returned ${pureReturn}`);
  return pureReturn * known.reduce((sum, weight, i) => sum + weight * (exposureOf.get(securities[i]) ?? 0), 0);
}

/** One day's contributions, shares of the NAV before it. */
function dayLines(day: AttributionDay): [`${AttributionGroup}|${string}`, number][] {
  const { record, weights, table, factorReturns, returnOf, metaModel = null } = day;
  const { factorNames, exposures } = table;
  if (factorReturns.length !== factorNames.length || exposures.columns !== factorNames.length) {
    throw new RangeError(`${factorReturns.length} factor returns, ${factorNames.length} names`);
  }
  const share = (source: keyof ProfitSources): number =>
    approximate(record.sources[source]) / approximate(record.navStart);
  const { known, outside } = alignWeights(table, weights);
  const held = transposedMatrixVector(exposures, known);
  const lines: [`${AttributionGroup}|${string}`, number][] = [];
  let explained = 0;
  const explain = (key: `${AttributionGroup}|${string}`, value: number): void => {
    lines.push([key, value]);
    explained += value;
  };
  let common = 0;
  factorNames.forEach((name, k) => {
    if (!Number.isFinite(factorReturns[k])) throw new RangeError(`the factor ${name} returned ${factorReturns[k]}`);
    const value = held[k] * factorReturns[k];
    common += value;
    explain(`${groupOfFactor(name)}|${name}`, value);
  });
  const valued = (weight: number, security: number): number => {
    const value = weight === 0 ? 0 : returnOf(security);
    return Number.isNaN(value) ? 0 : weight * value;
  };
  const stocks = known.reduce((sum, weight, i) => sum + valued(weight, table.securities[i]), 0);
  if (metaModel !== null) {
    const value = metaModelPart(metaModel, known, table.securities);
    common += value;
    explain('meta_model|alpha', value);
  }
  explain('specific|specific', stocks - common);
  explain(
    'outside|outside',
    outside.reduce((sum, [security, weight]) => sum + valued(weight, security), 0),
  );
  lines.push(['unexplained|unexplained', share('prices') + share('dividends') - explained]);
  for (const source of PROFIT_SOURCES) {
    if (source === 'prices' || source === 'dividends') continue;
    lines.push([`${SOURCE_GROUP[source]}|${source}`, share(source)]);
  }
  return lines;
}
