import { formatIsoDate, parseIsoDate } from '../../calendar/isoDate.ts';
import { isNyseTradingDay } from '../../calendar/nyse.ts';
import { FIRST_YEAR, LAST_YEAR } from '../../calendars/exchangeCalendar.ts';
import { calendarOf, type Exchange } from '../../calendars/exchangeCalendars.ts';
import { type Rule, summary } from '../rule.ts';

const LISTED_DAYS = 5;

/** Days on which the panel's exchange traded, between the file's first and last, without any row. */
export const missingDays: Rule = ({ panel: { days, exchange = 'XNYS' } }) => {
  const present = new Set(days);
  const missing = daysTraded(exchange, days[0] ?? '', days.at(-1) ?? '').filter((day) => !present.has(day));
  const listed = missing.slice(0, LISTED_DAYS).join(', ') + (missing.length > LISTED_DAYS ? ', …' : '');
  const { name } = calendarOf(exchange);
  return {
    rule: 'missing_day',
    description: `a trading day of ${name} without any row`,
    counts: { days: missing.length },
    incidents: summary({
      rule: 'missing_day',
      severity: 'warning',
      rows: missing.length,
      message: `${name} traded on ${missing.length} ${missing.length === 1 ? 'day' : 'days'} that the file lacks (${listed}); nothing was filled in.`,
    }),
  };
};

/** As far as is known: New York's rules reach farther than the calendars do. None where there are no ends. */
function daysTraded(exchange: Exchange, from: string, to: string): string[] {
  if (from === '') return [];
  if (exchange !== 'XNYS') {
    const [first, last] = [`${FIRST_YEAR}-01-01`, `${LAST_YEAR}-12-31`];
    if (to < first || from > last) return [];
    return calendarOf(exchange).tradingDays(from < first ? first : from, to > last ? last : to);
  }
  const days: string[] = [];
  const last = parseIsoDate(to) as number;
  for (let day = parseIsoDate(from) as number; day <= last; day++) {
    if (isNyseTradingDay(day)) days.push(formatIsoDate(day));
  }
  return days;
}
