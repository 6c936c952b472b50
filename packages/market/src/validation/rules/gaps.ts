import type { Incident } from '../../panel.ts';
import { forEachRow, incidentAt, type Rule } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

/** Days missing inside a security's life (longer gaps have made it another security before). */
export const gaps: Rule = ({ panel }) => {
  const counts = { 'one day': 0, '2 to 5 days': 0, '6 to 20 days': 0 };
  const incidents: Incident[] = [];
  forEachRow(panel, ({ security, day, cell, before }) => {
    const missing = before < 0 ? 0 : cell - before - 1;
    if (missing === 0) return;
    const isCarried = missing <= THRESHOLDS.carriedGapDays;
    counts[missing === 1 ? 'one day' : isCarried ? '2 to 5 days' : '6 to 20 days'] += 1;
    const days = missing === 1 ? '1 day is' : `${missing} days are`;
    const done = isCarried ? 'the return of this day covers the gap' : 'there is no return over the gap';
    incidents.push(
      incidentAt(
        panel,
        { security, day },
        {
          rule: 'gap',
          severity: isCarried ? 'info' : 'warning',
          rows: missing,
          message: `${days} missing before; ${done}.`,
        },
      ),
    );
  });
  return {
    rule: 'gap',
    description: `trading days missing inside a life; over ${THRESHOLDS.longestGapDays} days begins another security`,
    counts,
    incidents,
  };
};
