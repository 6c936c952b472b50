import { type FundSummary, fundSummary } from '@robata/fund';
import type { FundDayRecord } from '@robata/tournament';

/** A fund's days as one summary; breaches are those measured at the rebalances, `exposureBreach` the worst of them. */
export function fundFigures(days: readonly FundDayRecord[], exposureBreach: number): FundSummary {
  const trades = days.filter(({ turnover }) => turnover > 0);
  const summary = fundSummary({
    navs: days.length === 0 ? [1] : days.map(({ nav }) => nav),
    rebalances: trades.map(({ turnover }) => ({ turnover, exposureBreach })),
  });
  return { ...summary, maxExposureBreach: exposureBreach };
}
