import { calendarOf, type Exchange } from '../calendars/exchangeCalendars.ts';
import type { Incident } from '../panel.ts';

export interface FeedClock {
  /** Whose days the feed follows. */
  readonly exchange: Exchange;
  /** So long after the close the vendor may need; minutes. */
  readonly graceMinutes: number;
  /** Trading days whose data will never come: taken as closed. Default: none. */
  readonly skipped?: ReadonlySet<string>;
}

/** A trading day that a feed should have by now and does not. */
export interface FeedFault {
  /** `missing_day`: the feed has later days; `stale_feed`: it has none; `refused_delivery`: its newest file cannot be used; `thin_day`: many prices of the day are missing. */
  readonly rule: 'missing_day' | 'stale_feed' | 'refused_delivery' | 'thin_day';
  readonly day: string;
  /** One sentence for whoever waits for the day. */
  readonly why: string;
  readonly incident: Incident;
}

/** The first trading day after a day that was not skipped. */
export function followingDay(day: string, { exchange, skipped }: FeedClock): string {
  const calendar = calendarOf(exchange);
  let next = calendar.nextTradingDay(day);
  while (skipped?.has(next) === true) next = calendar.nextTradingDay(next);
  return next;
}

/** The exchange's trading days after `last` whose close, with the grace, has passed at `now`; ascending. */
export function expectedDays(last: string, now: Date, { exchange, graceMinutes, skipped }: FeedClock): string[] {
  const calendar = calendarOf(exchange);
  const today = now.toISOString().slice(0, 10);
  // The exchange's own date may be a day ahead of UTC's.
  const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
  if (tomorrow <= last) return [];
  const limit = now.getTime() - graceMinutes * 60_000;
  return calendar
    .tradingDays(last, tomorrow > today ? tomorrow : today)
    .filter((day) => day > last && skipped?.has(day) !== true)
    .filter((day) => Date.parse(calendar.session(day)?.closesAt ?? '') <= limit);
}

/**
 * What a feed lacks: the first trading day after `last`, the last one that was used, which it should have by now. Days are used in their order
 * and none is left out but those that an operator has skipped, so that a day which comes late is scored then and never in silence without.
 * @param delivered the days that the feed has, ascending
 */
export function feedFaults(last: string, delivered: readonly string[], now: Date, clock: FeedClock): FeedFault | null {
  const has = new Set(delivered);
  const newest = delivered.at(-1) ?? '';
  const day = nextExpected(last, newest, now, clock);
  if (day === null || has.has(day)) return null;
  const isLater = newest > day;
  const name = calendarOf(clock.exchange).name;
  const why = isLater
    ? `The feed has days up to ${newest} and lacks ${day}, on which ${name} traded.`
    : `The feed has no day after ${last}, and ${name} has closed on ${day}.`;
  const rule = isLater ? 'missing_day' : 'stale_feed';
  const message = `${why.slice(0, -1)}; the market stands still until it is delivered or an operator skips it, and the scores of that day are put off.`;
  return {
    rule,
    day,
    why,
    incident: { rule, severity: isLater ? 'error' : 'warning', rows: 1, security: null, day, message },
  };
}

/** The trading day after `last`, where it has closed by now or the feed is past it already. */
function nextExpected(last: string, newest: string, now: Date, clock: FeedClock): string | null {
  const next = followingDay(last, clock);
  if (newest > next) return next;
  return expectedDays(last, now, clock)[0] ?? null;
}
