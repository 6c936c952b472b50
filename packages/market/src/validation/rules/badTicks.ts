import type { Incident } from '../../panel.ts';
import { forEachRow, incidentAt, type Rule } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

/** Moves that the next row takes back: for research only, because the rule looks one day ahead. */
export const badTicks: Rule = ({ panel, returns }) => {
  const incidents: Incident[] = [];
  forEachRow(panel, ({ security, day, cell, before }) => {
    if (before < 0) return;
    const move = returns[before] as number;
    if (!(Math.abs(move) > THRESHOLDS.badTickMove)) return;
    const left = Math.abs(move + (returns[cell] as number));
    if (!(left < (1 - THRESHOLDS.badTickReversal) * Math.abs(move))) return;
    const at = { security, day: day - (cell - before) };
    const message = `moves by ${move.toFixed(2)} (log) and the next row takes most of it back: perhaps a wrong price; left as it is.`;
    incidents.push(incidentAt(panel, at, { rule: 'bad_tick', severity: 'info', message }));
  });
  return {
    rule: 'bad_tick',
    description: `log return over ${THRESHOLDS.badTickMove} of which less than 25 % is left after the next row`,
    counts: { flagged: incidents.length },
    incidents,
  };
};
