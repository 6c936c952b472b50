import { pearsonCorrelation } from '@robata/kernels';

import type { Incident, MarketPanel } from '../../panel.ts';
import { percent, type Rule } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

/** Days that look like a copy of the day before: too many returns of zero, or returns that repeat. */
export const staleDays: Rule = ({ panel, returns }) => {
  const incidents: Incident[] = [];
  for (let day = 1; day < panel.days.length; day++) {
    const { zeroShare, correlation, rows } = likeness(panel, returns, day);
    const isStill = zeroShare > THRESHOLDS.staleDayZeroShare;
    if (!isStill && !(correlation > THRESHOLDS.staleDayCorrelation)) continue;
    const sign = isStill
      ? `${percent(zeroShare)} of the returns are zero`
      : `the returns correlate ${correlation.toFixed(2)} with those of the day before`;
    const message = `${sign}: perhaps a copy of the day before; left as it is.`;
    incidents.push({
      rule: 'stale_day',
      severity: 'warning',
      rows,
      security: null,
      day: panel.days[day] as string,
      message,
    });
  }
  return {
    rule: 'stale_day',
    description: 'over 10 % of the returns zero, or their correlation with the day before over .9',
    counts: { days: incidents.length },
    incidents,
  };
};

function likeness(panel: MarketPanel, returns: Float64Array, day: number) {
  const today: number[] = [];
  const yesterday: number[] = [];
  let rows = 0;
  let zeros = 0;
  for (let security = 0; security < panel.securities.length; security++) {
    const cell = security * panel.stride + day;
    const value = returns[cell] as number;
    if (Number.isNaN(value)) continue;
    rows += 1;
    zeros += Number(value === 0);
    const before = returns[cell - 1] as number;
    if (Number.isNaN(before)) continue;
    today.push(value);
    yesterday.push(before);
  }
  const correlation = pearsonCorrelation(Float64Array.from(today), Float64Array.from(yesterday));
  return { rows, zeroShare: rows === 0 ? 0 : zeros / rows, correlation };
}
