import { LONGEST_CARRIED_GAP_DAYS } from '../logReturns.ts';
import type { MarketPanel } from '../panel.ts';

/** A sector or industry with fewer returns on a day takes the return of what stands above it. */
const SMALLEST_GROUP = 5;
/** Weight of the latest day in the smoothed dollar volume that stands for size where shares outstanding are unknown. */
const SMOOTHING = 2 / 64;

/** Daily log returns of the securities' groups (sectors or industries), and their running sums. */
export interface GroupSeries {
  readonly names: readonly string[];
  /** Group of each security, -1 where it has no label: it then follows the market. */
  readonly of: Int32Array;
  /** By group, then by day. */
  readonly daily: readonly Float64Array[];
  readonly cumulative: readonly Float64Array[];
}

/**
 * What all features of all eras share: every security's log return of each day and the index returns of market, sectors and industries.
 *
 * An index return is the √size-weighted mean log return of the `indexSize` largest securities of the day before (price ≥ 1, no funds;
 * size = close × shares, else smoothed dollar volume, else equal), the weighting of the risk model's own market factor.
 * A day uses nothing later than itself, so that the series of a truncated panel are the beginning of those of the whole.
 */
export class DailySeries {
  /** Cells at `[security * stride + day]`; NaN where there is no return. */
  logReturn: Float64Array = new Float64Array(0);
  stride = 0;
  /** Days done so far. */
  days = 0;
  market: Float64Array = new Float64Array(0);
  marketCumulative: Float64Array = new Float64Array(0);
  sectors: GroupSeries | null = null;
  industries: GroupSeries | null = null;

  readonly #indexSize: number;
  #securities = 0;
  #lastPrice: Float64Array = new Float64Array(0);
  #lastClose: Float64Array = new Float64Array(0);
  #lastDay = new Int32Array(0);
  #lastSize: Float64Array = new Float64Array(0);
  /** The sector of each industry's first security that has one, else -1. */
  #sectorOfIndustry = new Int32Array(0);

  constructor(indexSize: number) {
    this.#indexSize = indexSize;
  }

  /** Takes in the days (and securities) that the panel has gained. Earlier days must be as they were. */
  extend(panel: MarketPanel): void {
    if (panel.days.length < this.days) throw new RangeError('a panel cannot lose days: build the series afresh');
    if (panel.days.length === this.days) return;
    this.#makeRoom(panel);
    for (let day = this.days; day < panel.days.length; day++) this.#addDay(panel, day);
    this.days = panel.days.length;
  }

  #makeRoom(panel: MarketPanel): void {
    const count = panel.securities.length;
    if (count === this.#securities && panel.stride === this.stride) return;
    const logReturn = new Float64Array(count * panel.stride).fill(Number.NaN);
    for (let s = 0; s < this.#securities; s++) {
      const from = s * this.stride;
      logReturn.set(this.logReturn.subarray(from, from + this.days), s * panel.stride);
    }
    this.logReturn = logReturn;
    this.market = resized(this.market, panel.stride);
    this.marketCumulative = resized(this.marketCumulative, panel.stride);
    const label = (of: 'sector' | 'industry') => panel.securities.map((security) => security[of]);
    this.sectors = groupSeries(label('sector'), panel.stride, this.days, this.sectors);
    this.industries = groupSeries(label('industry'), panel.stride, this.days, this.industries);
    this.#sectorOfIndustry = new Int32Array(this.industries?.names.length ?? 0).fill(-1);
    this.industries?.of.forEach((industry, s) => {
      const sector = this.sectors?.of[s] ?? -1;
      if (industry >= 0 && this.#sectorOfIndustry[industry] < 0) this.#sectorOfIndustry[industry] = sector;
    });
    this.#lastPrice = resized(this.#lastPrice, count, Number.NaN);
    this.#lastClose = resized(this.#lastClose, count, Number.NaN);
    this.#lastSize = resized(this.#lastSize, count, Number.NaN);
    const lastDay = new Int32Array(count).fill(-1);
    lastDay.set(this.#lastDay);
    this.#lastDay = lastDay;
    this.stride = panel.stride;
    this.#securities = count;
  }

  #addDay(panel: MarketPanel, day: number): void {
    const { close, adjustment, securities, stride } = panel;
    const members: number[] = [];
    const sizes: number[] = [];
    const returns: number[] = [];
    for (let s = 0; s < securities.length; s++) {
      const cell = s * stride + day;
      const price = close[cell] * adjustment[cell];
      if (!(price > 0)) continue;
      const gap = day - this.#lastDay[s] - 1;
      if (this.#lastDay[s] >= 0 && gap <= LONGEST_CARRIED_GAP_DAYS) {
        const change = Math.log(price / this.#lastPrice[s]);
        this.logReturn[cell] = change;
        if (this.#lastClose[s] >= 1 && this.#lastSize[s] > 0 && !securities[s].isFund) {
          members.push(s);
          sizes.push(this.#lastSize[s]);
          returns.push(change);
        }
      }
      this.#lastSize[s] = sizeOf(panel, cell, this.#lastSize[s]);
      this.#lastPrice[s] = price;
      this.#lastClose[s] = close[cell];
      this.#lastDay[s] = day;
    }
    this.#addIndices(day, members, sizes, returns);
  }

  #addIndices(day: number, members: number[], sizes: number[], returns: number[]): void {
    const smallest = Float64Array.from(sizes).sort()[Math.max(0, sizes.length - this.#indexSize)];
    const weights = sizes.map((size) => (size >= smallest ? Math.sqrt(size) : 0));
    const market = groupMeans([0], new Int32Array(this.#securities), members, weights, returns, () => 0)[0];
    append(this.market, this.marketCumulative, day, market);
    for (const groups of [this.sectors, this.industries]) {
      if (groups === null) continue;
      const above = (g: number) => {
        const sector = groups === this.industries ? this.#sectorOfIndustry[g] : -1;
        return sector >= 0 && this.sectors !== null ? this.sectors.daily[sector][day] : market;
      };
      const means = groupMeans(groups.names, groups.of, members, weights, returns, above);
      means.forEach((mean, g) => append(groups.daily[g], groups.cumulative[g], day, mean));
    }
  }
}

function append(daily: Float64Array, cumulative: Float64Array, day: number, value: number): void {
  daily[day] = value;
  cumulative[day] = value + (day > 0 ? cumulative[day - 1] : 0);
}

function sizeOf(panel: MarketPanel, cell: number, before: number): number {
  if (panel.shares !== null) return panel.close[cell] * panel.shares[cell];
  if (panel.volume === null) return 1;
  const dollars = panel.close[cell] * panel.volume[cell];
  if (Number.isNaN(dollars)) return before;
  return Number.isNaN(before) ? dollars : before + SMOOTHING * (dollars - before);
}

/** The weighted mean return of each group; that of `above` where fewer than the smallest group's number have one. */
function groupMeans(
  names: readonly unknown[],
  of: Int32Array,
  members: readonly number[],
  weights: readonly number[],
  returns: readonly number[],
  above: (group: number) => number,
): Float64Array {
  const count = new Int32Array(names.length);
  const weight = new Float64Array(names.length);
  const sum = new Float64Array(names.length);
  for (let i = 0; i < members.length; i++) {
    const g = of[members[i]];
    if (g < 0 || weights[i] === 0) continue;
    count[g] += 1;
    weight[g] += weights[i];
    sum[g] += weights[i] * returns[i];
  }
  return sum.map((total, g) => (count[g] >= SMALLEST_GROUP ? total / weight[g] : above(g)));
}

/** Null where no security has a label. Groups keep their places as securities are added. */
function groupSeries(
  labels: readonly (string | null)[],
  stride: number,
  days: number,
  before: GroupSeries | null,
): GroupSeries | null {
  const known = new Set(before?.names);
  for (const label of labels) if (label !== null) known.add(label);
  if (known.size === 0) return null;
  const names = [...known];
  const placeOf = new Map(names.map((name, g) => [name, g]));
  // A group that was empty until now has had no index: it begins at the market's side of nothing, a return of 0.
  const series = (of: readonly Float64Array[] | undefined) =>
    names.map((_, g) => resized(of?.[g]?.subarray(0, days) ?? new Float64Array(0), stride));
  return {
    names,
    of: Int32Array.from(labels, (label) => (label === null ? -1 : (placeOf.get(label) as number))),
    daily: series(before?.daily),
    cumulative: series(before?.cumulative),
  };
}

function resized(values: Float64Array, length: number, fill = 0): Float64Array {
  const result = new Float64Array(length).fill(fill);
  result.set(values.subarray(0, length));
  return result;
}
