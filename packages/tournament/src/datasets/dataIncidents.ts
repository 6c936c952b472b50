import type { IncidentRecord, RoundRecord } from '../records.ts';
import { DEFAULT_PLACES, daysAfter, marketCalendar, type TradingPlaces } from '../views/marketDays.ts';
import type { DataIncident } from './dataPage.ts';

/**
 * What was found in the data, as the page of the data shows it: the decision stands in an incident's sentence after its last semicolon, and the
 * rounds concerned are those whose scoring window holds its day (from the era's day to lag + horizon market days later, as
 * their calendars show them). Incidents of rounds, as an optimizer's limits, are no data's.
 */
export function dataIncidents(
  incidents: readonly IncidentRecord[],
  rounds: readonly RoundRecord[],
  places: TradingPlaces = DEFAULT_PLACES,
): DataIncident[] {
  const first = rounds.reduce((least, { eraDay }) => (eraDay < least ? eraDay : least), rounds[0]?.eraDay ?? '');
  const dayAfter = countedDays(places, first);
  const windows = rounds.map(({ number, eraDay, horizonDays }) => ({
    number,
    from: eraDay,
    to: dayAfter(eraDay, places.lagDays + horizonDays),
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

/** The market day that comes so many after another one, for days asked in any order: each is counted once. */
function countedDays(places: TradingPlaces, first: string): (from: string, count: number) => string {
  const calendar = marketCalendar(places);
  const days: string[] = [];
  /** Of each day since the first: the market days up to it. */
  const passed = new Map<string, number>();
  let next = first;
  const count = (): string => {
    if (calendar.isMarketDay(next)) days.push(next);
    passed.set(next, days.length);
    next = daysAfter(next, 1);
    return next;
  };
  return (from, after) => {
    for (let reached = next; reached <= from; ) reached = count();
    const place = (passed.get(from) ?? days.length) + after - 1;
    while (place >= days.length) count();
    return days[place] ?? from;
  };
}
