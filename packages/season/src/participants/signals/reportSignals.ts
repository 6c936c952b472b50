import type { FundamentalReport, MarketPanel, ShortInterestReport } from '@robata/market';
import type { RawSignal } from './priceSignals.ts';

/** The newest report of each security that was known on a day and is not older than it may be. */
class Latest<R extends { readonly security: number }> {
  readonly #bySecurity = new Map<number, R[]>();
  readonly #knownOn: (report: R) => number;

  /** @param knownOn the first day on which the report could be read */
  constructor(reports: readonly R[], knownOn: (report: R) => number) {
    this.#knownOn = knownOn;
    for (const report of reports) {
      const list = this.#bySecurity.get(report.security);
      if (list === undefined) this.#bySecurity.set(report.security, [report]);
      else list.push(report);
    }
    for (const list of this.#bySecurity.values()) list.sort((a, b) => knownOn(a) - knownOn(b));
  }

  at(security: number, day: number, validDays: number): R | null {
    const known = (this.#bySecurity.get(security) ?? []).filter((report) => this.#knownOn(report) <= day);
    const newest = known.at(-1);
    return newest !== undefined && day - this.#knownOn(newest) <= validDays ? newest : null;
  }
}

/** Made once for a table of reports, however often the panel around it grows. */
function indexed<R extends { readonly security: number }>(
  tableOf: (panel: MarketPanel) => readonly R[] | null,
  knownOn: (report: R) => number,
): (panel: MarketPanel) => Latest<R> {
  let table: readonly R[] | null = null;
  let index = new Latest<R>([], knownOn);
  return (panel) => {
    const now = tableOf(panel);
    if (now !== table) [table, index] = [now, new Latest(now ?? [], knownOn)];
    return index;
  };
}

const VOLUME_DAYS = 21;

/** Mean shares traded a day, over those of the last 21 days that are known; NaN where there is none. */
function meanVolume({ volume, stride }: MarketPanel, security: number, day: number): number {
  if (volume === null) return Number.NaN;
  const last = volume.subarray(security * stride + Math.max(0, day - VOLUME_DAYS + 1), security * stride + day + 1);
  const known = last.filter((shares) => !Number.isNaN(shares));
  return known.reduce((sum, shares) => sum + shares, 0) / known.length;
}

export type ShortMeasure = 'days to cover' | 'short of float';

/**
 * Long the stocks that few are short: minus the shares short over the mean volume of 21 days, or over the public float, by the latest report that
 * was first seen on or before the day and at most `validDays` trading days earlier.
 */
export function shortInterestSignal(measure: ShortMeasure, validDays: number): RawSignal {
  const indexOf = indexed<ShortInterestReport>(
    ({ shortInterest }) => shortInterest,
    ({ firstSeenDay }) => firstSeenDay,
  );
  return ({ panel, day, members }) => {
    const index = indexOf(panel);
    return Float64Array.from(members, (security) => {
      const report = index.at(security, day, validDays);
      if (report === null) return Number.NaN;
      const over = measure === 'days to cover' ? meanVolume(panel, security, day) : report.publicFloat;
      return over > 0 ? -report.sharesShort / over : Number.NaN;
    });
  };
}

/** Income that belongs to a quarter, four times that; of a year as it is. */
const yearly = ({ periodFocus, values }: FundamentalReport): number =>
  (values['net_income'] ?? Number.NaN) * (periodFocus === 'FY' ? 1 : 4);

const STALE_REPORT_DAYS = 252;

/** Return on assets, net income a year over assets, by the last report filed before the day and at most a year earlier. */
export function returnOnAssetsSignal(): RawSignal {
  // Filed on a day, it is usable from the next one on.
  const indexOf = indexed<FundamentalReport>(
    ({ fundamentals }) => fundamentals,
    ({ filedDay }) => filedDay + 1,
  );
  return ({ panel, day, members }) => {
    const index = indexOf(panel);
    return Float64Array.from(members, (security) => {
      const report = index.at(security, day, STALE_REPORT_DAYS);
      const assets = report?.values['assets'] ?? Number.NaN;
      return report !== null && assets > 0 ? yearly(report) / assets : Number.NaN;
    });
  };
}
