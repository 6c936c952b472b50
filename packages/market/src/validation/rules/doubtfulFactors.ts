import type { Incident } from '../../panel.ts';
import { forEachRow, incidentAt, type Rule } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

/** Large adjusted returns on days on which the factor changes: perhaps a wrong factor. Never repaired. */
export const doubtfulFactors: Rule = ({ panel, returns }) => {
  const { adjustment } = panel;
  const incidents: Incident[] = [];
  let changes = 0;
  forEachRow(panel, ({ security, day, cell, before }) => {
    if (before < 0) return;
    const ratio = (adjustment[cell] as number) / (adjustment[before] as number);
    if (Math.abs(ratio - 1) <= THRESHOLDS.factorChange) return;
    changes += 1;
    const move = returns[cell] as number;
    if (!(Math.abs(move) > THRESHOLDS.factorMove)) return;
    const message = `the factor changes by ${ratio.toPrecision(4)} and the adjusted price still moves by ${move.toFixed(2)} (log); left as it is.`;
    incidents.push(incidentAt(panel, { security, day }, { rule: 'doubtful_factor', severity: 'warning', message }));
  });
  return {
    rule: 'doubtful_factor',
    description: `factor changes over 1 % with an adjusted log return over ${THRESHOLDS.factorMove}`,
    counts: { flagged: incidents.length, 'factor changes': changes },
    incidents,
  };
};
