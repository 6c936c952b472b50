import type { Incident } from '../../panel.ts';
import { forEachRow, incidentAt, marketValue, type Rule, upperMedian } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

/**
 * Falls of large companies against the day's median: perhaps spin-offs, which cannot be told from news without a table of
 * corporate actions. Left as they are; falls over 40 % are listed for the operator.
 */
export const spinOffs: Rule = ({ panel, returns }) => {
  const incidents: Incident[] = [];
  let falls = 0;
  const medians = medianReturns(panel.days.length, panel.securities.length, panel.stride, returns);
  forEachRow(panel, ({ security, day, cell }) => {
    const move = (returns[cell] as number) - (medians[day] as number);
    if (!(move < -THRESHOLDS.spinOffFall) || !(marketValue(panel, cell) > THRESHOLDS.largeCompanyUsd)) return;
    falls += 1;
    if (move > Math.log(1 - THRESHOLDS.spinOffListedFall)) return;
    const message = `falls by ${move.toFixed(2)} (log) against the market: news, or a spin-off that the prices do not adjust for; left as it is.`;
    incidents.push(incidentAt(panel, { security, day }, { rule: 'spin_off', severity: 'info', message }));
  });
  return {
    rule: 'spin_off',
    description: `log fall over ${THRESHOLDS.spinOffFall} against the day's median in a company over 2 bn USD; over 40 % listed`,
    counts: { flagged: falls, listed: incidents.length },
    incidents,
  };
};

function medianReturns(days: number, securities: number, stride: number, returns: Float64Array): number[] {
  return Array.from({ length: days }, (_, day) => {
    const values: number[] = [];
    for (let security = 0; security < securities; security++) {
      const value = returns[security * stride + day] as number;
      if (!Number.isNaN(value)) values.push(value);
    }
    return upperMedian(values);
  });
}
