import type { Incident, MarketPanel } from '../../panel.ts';
import { forEachRow, incidentAt, type Rule } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

/** Changes of shares outstanding without a split near them: mostly real issues and mergers; those that revert are outliers. */
export const sharesJumps: Rule = ({ panel }) => {
  const incidents: Incident[] = [];
  let jumps = 0;
  const { shares } = panel;
  if (shares !== null) {
    forEachRow(panel, ({ security, day, cell, before }) => {
      if (before < 0) return;
      const ratio = (shares[cell] as number) / (shares[before] as number);
      if (!(Math.abs(Math.log(ratio)) > THRESHOLDS.sharesJump) || hasSplitNear(panel, security, day)) return;
      jumps += 1;
      if (!revertsSoon(panel, shares, { security, day, before })) return;
      const message = `shares outstanding change by the factor ${ratio.toPrecision(3)} and come back within 10 days: an outlier; left as it is.`;
      incidents.push(incidentAt(panel, { security, day }, { rule: 'shares_jump', severity: 'warning', message }));
    });
  }
  return {
    rule: 'shares_jump',
    description: 'shares outstanding change by more than .25 (log) without a split within 5 days',
    counts: { flagged: jumps, 'come back within 10 days': incidents.length },
    incidents,
  };
};

function hasSplitNear({ adjustment, stride, days }: MarketPanel, security: number, day: number): boolean {
  const start = security * stride;
  const first = Math.max(day - THRESHOLDS.sharesJumpSplitDays - 1, 0);
  const last = Math.min(day + THRESHOLDS.sharesJumpSplitDays, days.length - 1);
  let known = Number.NaN;
  for (let at = first; at <= last; at++) {
    const factor = adjustment[start + at] as number;
    if (Number.isNaN(factor)) continue;
    if (Math.abs(factor / known - 1) > THRESHOLDS.factorChange) return true;
    known = factor;
  }
  return false;
}

function revertsSoon(
  { stride, days }: MarketPanel,
  shares: Float64Array,
  { security, day, before }: { security: number; day: number; before: number },
): boolean {
  const last = Math.min(day + THRESHOLDS.sharesJumpRevertDays, days.length - 1);
  for (let at = day + 1; at <= last; at++) {
    const ratio = (shares[security * stride + at] as number) / (shares[before] as number);
    if (Math.abs(ratio - 1) < THRESHOLDS.factorChange) return true;
  }
  return false;
}
