import type { Incident } from '../../panel.ts';
import { forEachRow, percent, type Rule, upperMedian } from '../rule.ts';
import { THRESHOLDS } from '../thresholds.ts';

/** Days with fewer than 98 % of the median number of rows of the 21 days before. */
export const thinDays: Rule = ({ panel }) => {
  const rowsOfDay = Array.from(panel.days, () => 0);
  forEachRow(panel, ({ day }) => {
    rowsOfDay[day] = (rowsOfDay[day] as number) + 1;
  });
  const incidents = rowsOfDay.flatMap((rows, day): Incident[] => {
    if (day < THRESHOLDS.thinDayWindow) return [];
    const usual = upperMedian(rowsOfDay.slice(day - THRESHOLDS.thinDayWindow, day));
    if (rows >= THRESHOLDS.thinDayShare * usual) return [];
    const message = `only ${rows} securities have a price, ${percent(rows / usual)} of the usual ${usual}; the missing ones stay missing.`;
    const date = panel.days[day] as string;
    return [{ rule: 'thin_day', severity: 'warning', rows: usual - rows, security: null, day: date, message }];
  });
  return {
    rule: 'thin_day',
    description: `fewer rows than ${percent(THRESHOLDS.thinDayShare)} of the median of the ${THRESHOLDS.thinDayWindow} days before`,
    counts: { days: incidents.length },
    incidents,
  };
};
