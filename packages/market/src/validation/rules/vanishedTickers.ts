import type { Incident, MarketPanel } from '../../panel.ts';
import { incidentAt, percent, type Rule } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

const TRADING_DAYS_PER_YEAR = 252;

/** Securities without a row at the end of the file. Their last return is the last close: an exit is no return of −100 %. */
export const vanishedTickers: Rule = ({ panel, returns }) => {
  const incidents: Incident[] = [];
  const counts = { securities: 0, 'pinned before': 0, 'lost half before': 0 };
  panel.securities.forEach((_, security) => {
    const last = lastDay(panel, security);
    if (last < 0 || last === panel.days.length - 1) return;
    const { volatility, change } = end(panel, returns, security, last);
    const isPinned = volatility < THRESHOLDS.pinnedVolatility;
    const isCollapse = change < Math.log(1 - THRESHOLDS.collapse);
    counts.securities += 1;
    counts['pinned before'] += Number(isPinned);
    counts['lost half before'] += Number(isCollapse);
    const how = isPinned
      ? 'after standing still, as before a merger'
      : `after a log return of ${change.toFixed(2)} in 20 days`;
    incidents.push(
      incidentAt(
        panel,
        { security, day: last },
        {
          rule: 'vanished_ticker',
          severity: isCollapse ? 'warning' : 'info',
          message: `has no price after this day, ${how}; the last close is its last return.`,
        },
      ),
    );
  });
  const perYear = counts.securities / panel.securities.length / (panel.days.length / TRADING_DAYS_PER_YEAR);
  return {
    rule: 'vanished_ticker',
    description: `no row after a date before the end (${percent(perYear)} of all securities a year)`,
    counts,
    incidents,
  };
};

function lastDay({ days, stride, close }: MarketPanel, security: number): number {
  for (let day = days.length - 1; day >= 0; day--)
    if (!Number.isNaN(close[security * stride + day] as number)) return day;
  return -1;
}

/** Annual volatility and sum of the log returns of the last 20 days; volatility NaN with fewer than two of them. */
function end(panel: MarketPanel, returns: Float64Array, security: number, last: number) {
  const start = security * panel.stride;
  const values = returns
    .subarray(start + Math.max(last - THRESHOLDS.lastDays + 1, 0), start + last + 1)
    .filter((value) => !Number.isNaN(value));
  const change = values.reduce((sum, value) => sum + value, 0);
  const mean = change / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { volatility: Math.sqrt(variance * TRADING_DAYS_PER_YEAR), change };
}
