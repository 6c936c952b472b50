import { eraDays, type Exchange } from '@robata/market';
import type { Progress } from './types.ts';
import { roundTimes } from '../rounds/roundTimes.ts';
import type { RoundRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import { type CalendarExchange, daysAfter, type MarketDay, marketCalendar, type TradingPlaces } from './marketDays.ts';
import { tradingPlaces } from './roundCalendar.ts';

/** What happens to a round on a day. */
export interface ComingEvent {
  readonly kind: 'opens' | 'closes' | 'resolves';
  /** Null for a round that has no number yet. */
  readonly round: number | null;
  /** ISO in UTC; null where only the market's day is known. */
  readonly at: string | null;
}

export interface ComingDay extends MarketDay {
  /** A round's era is taken at this day's close. */
  readonly isEraDay: boolean;
  readonly events: readonly ComingEvent[];
}

/** The coming weeks of the market: holidays, early closes, and what rounds are to come. */
export interface ComingDays {
  /** The first day shown is the Monday of this day's week. */
  readonly today: string;
  readonly exchanges: readonly CalendarExchange[];
  readonly isAssumed: boolean;
  /** The market's days pass at another speed than real ones: no real time of what is to come is known. */
  readonly hasOwnClock: boolean;
  readonly schedule: TradingPlaces['schedule'];
  /** Ascending, weekends included; none where the calendars do not reach. */
  readonly days: readonly ComingDay[];
}

const DAYS_PER_WEEK = 7;
const MONDAY = 1;
/** A market whose day is farther from the real one than a long weekend has a clock of its own. */
const SAME_CLOCK_DAYS = 7;

/** The calendar of the coming weeks, from the market's own today. @param now the real day, ISO */
export async function comingDays(reader: StorageReader, now: string, weeks: number): Promise<ComingDays> {
  const [places, rounds, progress] = await Promise.all([
    tradingPlaces(reader),
    reader.rounds(),
    reader.document('progress') as Promise<Progress | null>,
  ]);
  const today = progress?.day ?? rounds.at(-1)?.eraDay ?? now;
  const hasOwnClock = today < daysAfter(now, -SAME_CLOCK_DAYS) || today > daysAfter(now, SAME_CLOCK_DAYS);
  return { hasOwnClock, ...daysOf({ today, weeks, places, rounds, hasOwnClock }) };
}

interface DaysInput {
  readonly today: string;
  readonly weeks: number;
  readonly places: TradingPlaces;
  /** Ascending by number. */
  readonly rounds: readonly RoundRecord[];
  readonly hasOwnClock: boolean;
}

/** The same from what is known. Rounds that have not begun are those that their schedule and the holidays lead to. */
export function daysOf({ today, weeks, places, rounds, hasOwnClock }: DaysInput): Omit<ComingDays, 'hasOwnClock'> {
  const calendar = marketCalendar(places);
  const first = daysAfter(today, MONDAY - (new Date(`${today}T00:00:00Z`).getUTCDay() || DAYS_PER_WEEK));
  const shown = Array.from({ length: DAYS_PER_WEEK * weeks }, (_, index) => daysAfter(first, index));
  const days = shown.flatMap((day) => calendar.dayOf(day) ?? []);
  const marketDays = days.filter(({ tradingShare }) => tradingShare > 0).map(({ day }) => day);
  // The weeks shown are whole: after their last market day none of the exchanges trades, whichever is asked.
  const exchange = calendar.exchanges[0]?.exchange as Exchange | undefined;
  const eras = new Set(
    eraDays(marketDays, places.schedule, places.skippedDays, exchange).map((index) => marketDays[index] as string),
  );
  const events = new Map<string, ComingEvent[]>();
  const add = (day: string, event: ComingEvent): void => void events.set(day, [...(events.get(day) ?? []), event]);
  const known = new Set(rounds.map(({ eraDay }) => eraDay));
  if (!hasOwnClock) {
    for (const { number, opensAt, closesAt, state } of rounds) {
      if (state === 'cancelled') continue;
      add(opensAt.slice(0, 10), { kind: 'opens', round: number, at: opensAt });
      add(closesAt.slice(0, 10), { kind: 'closes', round: number, at: closesAt });
    }
    const newest = rounds.at(-1)?.eraDay ?? '';
    for (const day of eras) {
      if (known.has(day) || day <= newest) continue;
      const { opensAt, closesAt } = roundTimes(day, places.schedule);
      add(opensAt.slice(0, 10), { kind: 'opens', round: null, at: opensAt });
      add(closesAt.slice(0, 10), { kind: 'closes', round: null, at: closesAt });
    }
  }
  for (const { number, eraDay, state, horizonDays } of rounds) {
    if (state === 'cancelled' || state === 'resolved') continue;
    const end = marketDayAfter(calendar.dayOf, eraDay, places.lagDays + horizonDays);
    if (end !== null) add(end, { kind: 'resolves', round: number, at: null });
  }
  return {
    today,
    exchanges: calendar.exchanges,
    isAssumed: calendar.isAssumed,
    schedule: places.schedule,
    days: days.map((day) => ({ ...day, isEraDay: eras.has(day.day), events: events.get(day.day) ?? [] })),
  };
}

/** The market day that comes `count` after another; null beyond the calendars. */
function marketDayAfter(dayOf: (day: string) => MarketDay | null, from: string, count: number): string | null {
  let day = from;
  for (let left = count; left > 0; ) {
    day = daysAfter(day, 1);
    const market = dayOf(day);
    if (market === null) return null;
    if (market.tradingShare > 0) left -= 1;
  }
  return day;
}
