import type { Incident } from '../../panel.ts';
import { forEachRow, incidentAt, marketValue, type Rule } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

interface Run {
  readonly security: number;
  readonly day: number;
  cell: number;
  /** Days without a change. */
  unchanged: number;
}

/** The close does not change for 5 days in a row or more (6 equal closes). */
export const stalePrices: Rule = ({ panel }) => {
  const incidents: Incident[] = [];
  const counts = { runs: 0, 'of companies over 2 bn USD': 0, 'of 10 days or more': 0 };
  let run: Run = { security: -1, day: 0, cell: -1, unchanged: 0 };
  const close = ({ cell, security, day, unchanged }: Run): void => {
    if (unchanged < THRESHOLDS.staleDays) return;
    const isLong = unchanged >= 2 * THRESHOLDS.staleDays;
    counts.runs += 1;
    counts['of companies over 2 bn USD'] += Number(marketValue(panel, cell) > THRESHOLDS.largeCompanyUsd);
    counts['of 10 days or more'] += Number(isLong);
    const done = isLong ? 'from the tenth day on it is out of the universe' : 'left as it is';
    const message = `the close stands at ${panel.close[cell]} and does not change for ${unchanged} days; ${done}.`;
    const severity = isLong ? 'warning' : 'info';
    incidents.push(incidentAt(panel, { security, day }, { rule: 'stale_price', severity, rows: unchanged, message }));
  };
  forEachRow(panel, ({ security, day, cell }) => {
    if (security === run.security && panel.close[cell] === panel.close[run.cell]) {
      run.cell = cell;
      run.unchanged += 1;
      return;
    }
    close(run);
    run = { security, day, cell, unchanged: 0 };
  });
  close(run);
  return {
    rule: 'stale_price',
    description: `the close does not change for ${THRESHOLDS.staleDays} days in a row or more`,
    counts,
    incidents,
  };
};
