import { isNyseTradingDay } from '@robata/market';
import type { IncidentRecord, RoundRecord } from '../records.ts';
import type { DataIncident } from './dataPage.ts';

const DAY_MS = 86_400_000;

/**
 * What was found in the data, as the page of the data shows it: the decision stands in an incident's sentence after its last semicolon, and the
 * rounds concerned are those whose scoring window holds its day (from the era's day to lag + horizon trading days of New York later). Incidents
 * of rounds, as an optimizer's limits, are no data's.
 */
export function dataIncidents(
  incidents: readonly IncidentRecord[],
  rounds: readonly RoundRecord[],
  lagDays = 2,
): DataIncident[] {
  const windows = rounds.map(({ number, eraDay, horizonDays }) => ({
    number,
    from: eraDay,
    to: tradingDaysAfter(eraDay, lagDays + horizonDays),
  }));
  return incidents
    .filter(({ round }) => round === null)
    .map(({ rule, severity, rows, day, security, message }) => {
      const at = message.lastIndexOf('; ');
      const concerned = day === null ? [] : windows.filter(({ from, to }) => from <= day && day <= to);
      return {
        rule,
        severity,
        rows,
        day,
        security,
        found: at < 0 ? message : `${message.slice(0, at)}.`,
        decision: at < 0 ? null : message.slice(at + 2),
        rounds:
          concerned.length === 0
            ? null
            : {
                first: (concerned[0] as { number: number }).number,
                last: (concerned.at(-1) as { number: number }).number,
              },
      };
    });
}

const known = new Map<string, string>();

/** Bounded: a window is at most some months. */
function tradingDaysAfter(day: string, count: number): string {
  const key = `${day} ${count}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  let at = Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
  for (let left = count, looked = 0; left > 0 && looked < 3 * count + 10; looked++) {
    at += 1;
    if (isNyseTradingDay(at)) left -= 1;
  }
  const last = new Date(at * DAY_MS).toISOString().slice(0, 10);
  if (known.size > 20_000) known.clear();
  known.set(key, last);
  return last;
}
