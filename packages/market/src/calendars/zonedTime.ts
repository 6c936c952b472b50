import { type DayNumber, formatIsoDate } from '../calendar/isoDate.ts';

const MILLISECONDS_PER_DAY = 86_400_000;
const MILLISECONDS_PER_MINUTE = 60_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant, ISO in UTC with seconds, at which clocks in an IANA time zone show `time` (`HH:MM`) on a day. Where summer time
 * begins or ends, an hour that does not exist or exists twice is read with the offset that held before; no exchange is open then.
 * @example instantOf(19_907, '09:30', 'America/New_York') // 2024-07-03T13:30:00Z
 */
export function instantOf(day: DayNumber, time: string, timeZone: string): string {
  const wall = day * MILLISECONDS_PER_DAY + minutesOf(time) * MILLISECONDS_PER_MINUTE;
  const guess = wall - offsetAt(wall, timeZone);
  const instant = wall - offsetAt(guess, timeZone);
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** Minutes since midnight of `HH:MM`. Throws RangeError on anything else. */
export function minutesOf(time: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (match === null) throw new RangeError(`${time} is no time like 09:30`);
  return 60 * Number(match[1]) + Number(match[2]);
}

/** What clocks in the zone are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    clocks.set(timeZone, clock);
  }
  const shown = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = shown;
  return (
    Date.UTC(year, month - 1, day, hour, minute) -
    Math.floor(instant / MILLISECONDS_PER_MINUTE) * MILLISECONDS_PER_MINUTE
  );
}

/** Today's date in a zone at an instant: the day that an exchange there is living through. */
export function localDate(instant: Date, timeZone: string): string {
  const offset = offsetAt(instant.getTime(), timeZone);
  return formatIsoDate(Math.floor((instant.getTime() + offset) / MILLISECONDS_PER_DAY));
}
