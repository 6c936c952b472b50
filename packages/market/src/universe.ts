import type { Universe } from './era.ts';
import { LONGEST_CARRIED_GAP_DAYS } from './logReturns.ts';
import type { MarketPanel } from './panel.ts';

export interface UniverseOptions {
  /** How many securities at most. */
  readonly size: number;
  /** USD, the close as traded; default 1. */
  readonly minimumPrice?: number;
  /** Of the last `window` days at least so many must hold a return; defaults 100 of 126. */
  readonly minimumReturns?: number;
  readonly window?: number;
  /** A close that has not changed for so many days in a row is pinned (by a merger, say) and left out; default 10. */
  readonly staleDays?: number;
}

/** Where shares outstanding are unknown, size is the median dollar volume of so many days, half of them known. */
const DOLLAR_VOLUME_WINDOW_DAYS = 63;

interface Candidate {
  readonly security: number;
  readonly size: number;
}

/**
 * The largest securities on one day, by close × shares outstanding; without shares by the median dollar volume of 63 days;
 * without volume too, all sizes are NaN and the first ids are taken. A member trades that day at `minimumPrice` or more,
 * has enough returns behind it, is no fund, is not stale, and is its company's most traded class (classes are known by
 * name; see `companyKey`). Looks at `day` and before only. Members come largest first, ties by id.
 * Throws RangeError if the panel has no such day.
 */
export function universeAt(panel: MarketPanel, day: number, options: UniverseOptions): Universe {
  if (!(day >= 0 && day < panel.days.length)) throw new RangeError(`the panel has no day ${day}`);
  const { size, minimumPrice = 1, minimumReturns = 100, window = 126, staleDays = 10 } = options;
  const candidates: Candidate[] = [];
  panel.securities.forEach((security, index) => {
    const price = panel.close[index * panel.stride + day] as number;
    if (security.isFund || !(price >= minimumPrice)) return;
    if (returnsWithin(panel, index, day, window) < minimumReturns || isStale(panel, index, day, staleDays)) return;
    const value = sizeAt(panel, index, day);
    if (Number.isNaN(value) && (panel.shares ?? panel.volume) !== null) return;
    candidates.push({ security: index, size: value });
  });
  const ranked = onePerCompany(panel, day, candidates)
    .sort((a, b) => bySizeThenId(panel, a, b))
    .slice(0, size);
  return {
    day,
    members: Int32Array.from(ranked, ({ security }) => security),
    size: Float64Array.from(ranked, (candidate) => candidate.size),
  };
}

/** How many of the `window` days up to `day` hold a return, by the gap rule of `logReturns`. */
function returnsWithin(panel: MarketPanel, security: number, day: number, window: number): number {
  const start = security * panel.stride;
  const first = day - window + 1;
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let at = Math.max(first - LONGEST_CARRIED_GAP_DAYS - 1, 0); at <= day; at++) {
    if (Number.isNaN(panel.close[start + at] as number)) continue;
    if (at >= first && at - last <= LONGEST_CARRIED_GAP_DAYS + 1) count += 1;
    last = at;
  }
  return count;
}

/** The close has not changed for `staleDays` rows in a row. */
function isStale(panel: MarketPanel, security: number, day: number, staleDays: number): boolean {
  const start = security * panel.stride;
  const price = panel.close[start + day] as number;
  let unchanged = 0;
  for (let at = day - 1; at >= 0 && unchanged < staleDays; at--) {
    const close = panel.close[start + at] as number;
    if (Number.isNaN(close)) continue;
    if (close !== price) return false;
    unchanged += 1;
  }
  return unchanged >= staleDays;
}

/** USD: market value, else median dollar volume, else NaN. Shares may be up to 5 days old. */
function sizeAt(panel: MarketPanel, security: number, day: number): number {
  const cell = security * panel.stride + day;
  if (panel.shares === null) return medianDollarVolume(panel, security, day);
  const oldest = Math.max(day - LONGEST_CARRIED_GAP_DAYS, 0) - day;
  for (let back = 0; back >= oldest; back--) {
    const shares = panel.shares[cell + back] as number;
    if (!Number.isNaN(shares)) return shares * (panel.close[cell] as number);
  }
  return Number.NaN;
}

/** NaN where fewer than half of the days have a volume. */
export function medianDollarVolume(panel: MarketPanel, security: number, day: number): number {
  if (panel.volume === null) return Number.NaN;
  const values: number[] = [];
  const start = security * panel.stride;
  for (let at = Math.max(day - DOLLAR_VOLUME_WINDOW_DAYS + 1, 0); at <= day; at++) {
    const value = (panel.close[start + at] as number) * (panel.volume[start + at] as number);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (2 * values.length < DOLLAR_VOLUME_WINDOW_DAYS) return Number.NaN;
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  const upper = values[middle] as number;
  return values.length % 2 === 1 ? upper : ((values[middle - 1] as number) + upper) / 2;
}

/** Of several classes of one company the most traded (then the largest, then the first id). */
function onePerCompany(panel: MarketPanel, day: number, candidates: readonly Candidate[]): Candidate[] {
  const classes = Map.groupBy(candidates, ({ security }) => panel.securities[security]?.company ?? null);
  const result = [...(classes.get(null) ?? [])];
  classes.delete(null);
  for (const rivals of classes.values()) {
    const traded = new Map(rivals.map((rival) => [rival, medianDollarVolume(panel, rival.security, day) || 0]));
    const volume = (rival: Candidate): number => traded.get(rival) as number;
    result.push(rivals.reduce((a, b) => ((volume(b) - volume(a) || bySizeThenId(panel, a, b)) > 0 ? b : a)));
  }
  return result;
}

/** Largest first; NaN (no size known at all) leaves the order to the id. */
function bySizeThenId(panel: MarketPanel, a: Candidate, b: Candidate): number {
  if (a.size !== b.size && !Number.isNaN(a.size) && !Number.isNaN(b.size)) return b.size - a.size;
  const [idA, idB] = [panel.securities[a.security]?.id ?? '', panel.securities[b.security]?.id ?? ''];
  return idA < idB ? -1 : Number(idA > idB);
}
