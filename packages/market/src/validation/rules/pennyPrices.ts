import { forEachRow, type Rule, summary } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

/** Closes below 1 USD. Kept; the universe leaves them out. */
export const pennyPrices: Rule = ({ panel }) => {
  const securities = new Set<number>();
  let rows = 0;
  forEachRow(panel, ({ security, cell }) => {
    if ((panel.close[cell] as number) >= THRESHOLDS.pennyPrice) return;
    rows += 1;
    securities.add(security);
  });
  return {
    rule: 'penny_price',
    description: `close below ${THRESHOLDS.pennyPrice} USD`,
    counts: { rows, securities: securities.size },
    incidents: summary({
      rule: 'penny_price',
      severity: 'info',
      rows,
      message: `${securities.size} securities close below ${THRESHOLDS.pennyPrice} USD on some days; they are kept, but out of the universe on these days.`,
    }),
  };
};
