/** When a round opens and closes, from its era date. */
export interface RoundTimes {
  readonly opensAt: string;
  readonly closesAt: string;
}

const DAY_MS = 86_400_000;
const SATURDAY = 6;
const MONDAY = 1;

const at = (date: Date, time: string): string => `${date.toISOString().slice(0, 10)}T${time}:00Z`;

const nextWeekday = (date: Date, weekday: number): Date =>
  new Date(date.getTime() + ((weekday - date.getUTCDay() + 6) % 7) * DAY_MS + DAY_MS);

/**
 * Weekly rounds open on the Saturday after the era date at 18:00 UTC and close on the Monday after it at 14:30 UTC (definitions §3.3).
 * Daily ones open at 22:30 UTC of the era date itself and close at 14:30 UTC of the next weekday.
 * Throws RangeError for a day that is not an ISO date.
 */
export function roundTimes(eraDay: string, schedule: 'weekly' | 'daily'): RoundTimes {
  const date = new Date(`${eraDay}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) throw new RangeError(`'${eraDay}' is not an ISO date`);
  if (schedule === 'weekly') {
    const saturday = nextWeekday(date, SATURDAY);
    return { opensAt: at(saturday, '18:00'), closesAt: at(nextWeekday(saturday, MONDAY), '14:30') };
  }
  let next = new Date(date.getTime() + DAY_MS);
  while (next.getUTCDay() % 6 === 0) next = new Date(next.getTime() + DAY_MS);
  return { opensAt: at(date, '22:30'), closesAt: at(next, '14:30') };
}
