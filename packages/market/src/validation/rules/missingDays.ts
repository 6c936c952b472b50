import { formatIsoDate, parseIsoDate } from '../../calendar/isoDate.ts';
import { isNyseTradingDay } from '../../calendar/nyse.ts';
import { type Rule, summary } from '../rule.ts';

const LISTED_DAYS = 5;

/** Days on which New York traded, between the file's first and last, without any row. */
export const missingDays: Rule = ({ panel }) => {
  const missing: string[] = [];
  const present = new Set(panel.days);
  const [first, last] = [parseIsoDate(panel.days[0] ?? ''), parseIsoDate(panel.days.at(-1) ?? '')];
  for (let day = first ?? 0; day <= (last ?? -1); day++) {
    const iso = formatIsoDate(day);
    if (isNyseTradingDay(day) && !present.has(iso)) missing.push(iso);
  }
  const listed = missing.slice(0, LISTED_DAYS).join(', ') + (missing.length > LISTED_DAYS ? ', …' : '');
  return {
    rule: 'missing_day',
    description: 'a trading day of New York without any row',
    counts: { days: missing.length },
    incidents: summary({
      rule: 'missing_day',
      severity: 'warning',
      rows: missing.length,
      message: `New York traded on ${missing.length} days that the file lacks (${listed}); nothing was filled in.`,
    }),
  };
};
