import { forEachRow, type Rule, summary } from '../rule.ts';

/** Prices come as 32-bit floats and are adjusted by rounded factors. */
const TOLERANCE = 1e-4;

/** A low above the high, or a close outside of both. Nothing uses the close's range, so nothing is changed. */
export const impossibleRanges: Rule = ({ panel }) => {
  const { close, high, low } = panel;
  let rows = 0;
  if (high !== null && low !== null) {
    forEachRow(panel, ({ cell }) => {
      const [top, bottom, last] = [high[cell] as number, low[cell] as number, close[cell] as number];
      rows += Number(bottom > top || last > top * (1 + TOLERANCE) || last < bottom * (1 - TOLERANCE));
    });
  }
  return {
    rule: 'impossible_range',
    description: 'a low above the high, or a close outside of both',
    counts: { rows },
    incidents: summary({
      rule: 'impossible_range',
      severity: 'warning',
      rows,
      message: `${rows} rows have a low above the high or a close outside of both; left as they are.`,
    }),
  };
};
