import type { RoundRecord } from '@robata/tournament';

/** The first return that counts is the one of the third trading day after the era's own; rounds of a demonstration close after as many days. */
const LAG_DAYS = 2;
/** When a day's prices are known: daily rounds open then. */
const PRICES_KNOWN_AT = '22:30:00';
const DAY_MS = 86_400_000;
/** Rounds open within this of their era's day, in the calendar that their eras are in. */
const SAME_CALENDAR_MS = 14 * DAY_MS;

type Dated = Pick<RoundRecord, 'eraDay' | 'opensAt' | 'closesAt'>;

/**
 * When the scores of day `day` (1 … horizon) of a round are due: the era's day and that many weekdays more. The record does not keep when
 * scores were really posted, and exchange holidays move them, so this is the plan and not the history.
 *
 * A live round of a demonstration opens and closes by the clock on the wall while its market's days go by faster, in another year: its
 * scores are due by the wall's clock too, a trading day of the demonstration one after the other from the close on.
 */
export function scoreTime({ eraDay, opensAt, closesAt }: Dated, day: number): string {
  const start = new Date(`${eraDay}T00:00:00Z`);
  const opens = Date.parse(opensAt);
  if (Math.abs(opens - start.getTime()) > SAME_CALENDAR_MS) {
    const closes = Date.parse(closesAt);
    return `${new Date(closes + (day * (closes - opens)) / LAG_DAYS).toISOString().slice(0, 19)}Z`;
  }
  const days = LAG_DAYS + day;
  const weekday = (start.getUTCDay() + 6) % 7;
  // Counted from the last weekday at or before the era's own, Monday 0.
  const from = Math.min(weekday, 4);
  const calendarDays = days + 2 * Math.floor((from + days) / 5) - (weekday - from);
  return `${new Date(start.getTime() + calendarDays * DAY_MS).toISOString().slice(0, 10)}T${PRICES_KNOWN_AT}Z`;
}

export const resolveTime = (round: RoundRecord): string => scoreTime(round, round.horizonDays);
