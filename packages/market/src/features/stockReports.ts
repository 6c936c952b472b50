import type { FundamentalReport, MarketPanel, ShortInterestReport } from '../panel.ts';

/** A report older than this many calendar days says nothing of today any more. */
const STALE_REPORT_DAYS = 400;
/** Short interest comes twice a month; after this many trading days without one nothing is known. */
const STALE_SHORT_INTEREST_DAYS = 63;
const MILLISECONDS_PER_DAY = 86_400_000;

/** The periodic tables by security, each in the order in which it became known. Built once per panel. */
export class ReportIndex {
  readonly fundamentals = new Map<number, FundamentalReport[]>();
  readonly shortInterest = new Map<number, ShortInterestReport[]>();

  constructor(panel: MarketPanel) {
    for (const report of panel.fundamentals ?? []) append(this.fundamentals, report);
    for (const report of panel.shortInterest ?? []) append(this.shortInterest, report);
    for (const list of this.fundamentals.values()) list.sort((a, b) => a.filedDay - b.filedDay);
    for (const list of this.shortInterest.values()) list.sort((a, b) => a.firstSeenDay - b.firstSeenDay);
  }
}

function append<Report extends { readonly security: number }>(map: Map<number, Report[]>, report: Report): void {
  const list = map.get(report.security);
  if (list === undefined) map.set(report.security, [report]);
  else list.push(report);
}

/** What the periodic tables say of one stock on one day, by what was known then. Loaded stock by stock, like `StockWindow`. */
export class StockReports {
  /** The latest period's report filed before the day, null when there is none or it is stale. */
  latest: FundamentalReport | null = null;
  /** The report of the same period a fiscal year earlier. */
  yearBefore: FundamentalReport | null = null;
  /** The two latest short interest reports seen by the day. */
  shortInterest: ShortInterestReport | null = null;
  shortInterestBefore: ShortInterestReport | null = null;
  /** USD on the day; NaN where shares outstanding are neither in the panel nor in the report. */
  marketValue = Number.NaN;
  /** Mean shares traded a day over the last 21 days. */
  dailyVolume = Number.NaN;

  readonly #panel: MarketPanel;
  readonly #index: ReportIndex;
  readonly #day: number;
  readonly #time: number;

  constructor(panel: MarketPanel, index: ReportIndex, day: number) {
    this.#panel = panel;
    this.#index = index;
    this.#day = day;
    this.#time = Date.parse(panel.days[day]);
  }

  load(security: number): void {
    const filed = (this.#index.fundamentals.get(security) ?? []).filter((report) => report.filedDay < this.#day);
    this.latest = latestPeriod(filed);
    if (
      this.latest !== null &&
      this.#time - Date.parse(this.latest.periodEnd) > STALE_REPORT_DAYS * MILLISECONDS_PER_DAY
    )
      this.latest = null;
    const { latest } = this;
    this.yearBefore = latestPeriod(
      filed.filter(
        (report) =>
          latest !== null &&
          report.periodFocus === latest.periodFocus &&
          report.fiscalYear === latest.fiscalYear - 1 &&
          report.periodEnd < latest.periodEnd,
      ),
    );
    const seen = (this.#index.shortInterest.get(security) ?? []).filter(
      ({ firstSeenDay }) => firstSeenDay <= this.#day && firstSeenDay > this.#day - STALE_SHORT_INTEREST_DAYS,
    );
    this.shortInterest = seen.at(-1) ?? null;
    this.shortInterestBefore = seen.at(-2) ?? null;
    this.marketValue = this.#marketValue(security);
    this.dailyVolume = this.#dailyVolume(security);
  }

  /** Close × shares; else net income / diluted EPS shares at the filing, carried on by the total return since. */
  #marketValue(security: number): number {
    const { close, adjustment, shares, stride } = this.#panel;
    const cell = security * stride + this.#day;
    if (shares !== null) return close[cell] * shares[cell];
    if (this.latest === null) return Number.NaN;
    const { net_income: income, eps_diluted: perShare } = this.latest.values;
    if (!(Math.abs(perShare) > 0.03) || !(income / perShare > 0)) return Number.NaN;
    const filed = security * stride + this.latest.filedDay;
    return ((income / perShare) * close[cell] * adjustment[cell]) / adjustment[filed];
  }

  #dailyVolume(security: number): number {
    const { volume, stride } = this.#panel;
    if (volume === null) return Number.NaN;
    let sum = 0;
    let n = 0;
    for (let day = Math.max(0, this.#day - 20); day <= this.#day; day++) {
      const traded = volume[security * stride + day];
      if (!(traded >= 0)) continue;
      sum += traded;
      n += 1;
    }
    return n >= 10 ? sum / n : Number.NaN;
  }
}

/** Of equal periods the report filed last. `filed` ascends by filing day. */
function latestPeriod(filed: readonly FundamentalReport[]): FundamentalReport | null {
  let best: FundamentalReport | null = null;
  for (const report of filed) if (best === null || report.periodEnd >= best.periodEnd) best = report;
  return best;
}
