/** Days since 1970-01-01, the form in which dates are sorted and counted. A missing date is `MISSING_DATE`. */
export type DayNumber = number;

export const MISSING_DATE: DayNumber = -(2 ** 31);

const MILLISECONDS_PER_DAY = 86_400_000;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?)?$/;

/**
 * The day number of an ISO date `YYYY-MM-DD` (a time of exactly midnight may follow).
 * Null for anything else, and for days that the calendar does not have (`2023-02-29`).
 * @example parseIsoDate('1970-01-02') // 1
 */
export function parseIsoDate(text: string): DayNumber | null {
  const match = ISO_DATE.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return time / MILLISECONDS_PER_DAY;
}

/** `YYYY-MM-DD` of a day number. */
export function formatIsoDate(day: DayNumber): string {
  return new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
