const TRADING_DAYS_PER_YEAR = 252;

export interface FundHistory {
  /** NAV (or NAV per share) after costs: the opening one, then one per trading day; all positive. */
  readonly navs: readonly number[];
  /** One per rebalance: turnover as a share of NAV, and the largest breach of an exposure limit. */
  readonly rebalances: readonly { readonly turnover: number; readonly exposureBreach: number }[];
}

export interface FundSummary {
  readonly navStart: number;
  readonly navEnd: number;
  /** (navEnd / navStart)^(252 / days) − 1; null before the first day. */
  readonly annualReturn: number | null;
  /** Standard deviation (divisor days − 1) of the daily returns nav(t) / nav(t−1) − 1, times √252; null before the second day. */
  readonly annualVolatility: number | null;
  /** The largest fall from an earlier peak: max over t of 1 − nav(t) / max of nav up to t; 0 if it never fell. */
  readonly maxDrawdown: number;
  /** Mean over rebalances; null before the first. */
  readonly meanTurnover: number | null;
  /** Max over rebalances; 0 if every limit was kept. */
  readonly maxExposureBreach: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A fund's life in seven numbers, by the formulas at each. Throws RangeError without an opening NAV or for one that is not positive. */
export function fundSummary({ navs, rebalances }: FundHistory): FundSummary {
  if (navs.length === 0 || !navs.every((nav) => nav > 0))
    throw new RangeError('a summary needs net asset values, all positive');
  const navStart = navs[0];
  const navEnd = navs[navs.length - 1];
  const returns = navs.slice(1).map((nav, t) => nav / navs[t] - 1);
  const days = returns.length;
  const average = mean(returns);
  const variance = returns.reduce((sum, value) => sum + (value - average) ** 2, 0) / (days - 1);
  let peak = 0;
  let maxDrawdown = 0;
  for (const nav of navs) {
    peak = Math.max(peak, nav);
    maxDrawdown = Math.max(maxDrawdown, 1 - nav / peak);
  }
  return {
    navStart,
    navEnd,
    annualReturn: days > 0 ? (navEnd / navStart) ** (TRADING_DAYS_PER_YEAR / days) - 1 : null,
    annualVolatility: days > 1 ? Math.sqrt(variance * TRADING_DAYS_PER_YEAR) : null,
    maxDrawdown,
    meanTurnover: rebalances.length > 0 ? mean(rebalances.map(({ turnover }) => turnover)) : null,
    maxExposureBreach: Math.max(0, ...rebalances.map(({ exposureBreach }) => exposureBreach)),
  };
}
