import { feedDecisions } from '../datasets/feedDecisions.ts';
import type { IncidentRecord, RoundRecord, RoundStep } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import {
  type CalendarExchange,
  daysAfter,
  type MarketDay,
  marketCalendar,
  DEFAULT_PLACES,
  type TradingPlaces,
} from './marketDays.ts';
import type { TournamentAbout } from './overview.ts';

export type CalendarEvent = 'era' | 'opens' | 'closes' | 'starts' | 'resolves';

/** A day in the life of a round. */
export interface RoundCalendarDay extends MarketDay {
  /** 1 … horizon on the market days that are scored. */
  readonly scoringDay: number | null;
  /** Whether that day's scores are posted. */
  readonly isPosted: boolean;
  /** `starts`: at this day's close the returns begin. */
  readonly events: readonly CalendarEvent[];
  readonly incidents: readonly Pick<IncidentRecord, 'rule' | 'severity' | 'message'>[];
}

/** The days of a round in the market's calendar, from its era's day to its last scoring day. */
export interface RoundCalendar {
  readonly round: number;
  readonly exchanges: readonly CalendarExchange[];
  /** Nobody said where the stocks trade: New York's calendar is taken. */
  readonly isAssumed: boolean;
  /** The market's days pass at another speed than real ones, so that opening and close stand in none of its days. */
  readonly hasOwnClock: boolean;
  /** Ascending, weekends included; none where the calendars do not reach. */
  readonly days: readonly RoundCalendarDay[];
  /** What is done next, and when; null where nothing is planned. */
  readonly nextStep: Pick<RoundStep, 'kind' | 'day' | 'dueAt' | 'postponed'> | null;
}

/** Daily and weekly rounds close within this many days of their era's. */
const LONGEST_TO_CLOSE_DAYS = 10;
/** So many days without a market day end any search: no exchange rests for longer. */
const LONGEST_REST_DAYS = 40;
const INCIDENTS = 1_000;

/** The calendar of a round; null for one that is not there. */
export async function roundCalendar(reader: StorageReader, number: number): Promise<RoundCalendar | null> {
  const round = await reader.round(number);
  if (round === null) return null;
  const [places, incidents, steps] = await Promise.all([
    tradingPlaces(reader),
    reader.incidents(INCIDENTS),
    reader.steps(number),
  ]);
  const next = steps.find(({ state }) => state === 'waiting');
  return {
    ...calendarOfRound(round, places, incidents),
    nextStep: next === undefined ? null : { ...pickStep(next) },
  };
}

/** Where the tournament's stocks trade, as whoever runs it said. */
export async function tradingPlaces(reader: Pick<StorageReader, 'document'>): Promise<TradingPlaces> {
  const about = (await reader.document('about')) as TournamentAbout | null;
  const skipped = (await feedDecisions(reader)).skipped.map(({ day }) => day);
  return { ...(about?.places ?? DEFAULT_PLACES), ...(skipped.length > 0 && { skippedDays: skipped }) };
}

const pickStep = ({ kind, day, dueAt, postponed }: RoundStep) => ({ kind, day, dueAt, postponed });

/** The same from a round's record. A market day is one on which any of the exchanges trades. */
export function calendarOfRound(
  round: RoundRecord,
  places: TradingPlaces,
  incidents: readonly IncidentRecord[],
): Omit<RoundCalendar, 'nextStep'> {
  const calendar = marketCalendar(places);
  const { eraDay, horizonDays, scoredDays, opensAt, closesAt } = round;
  const lastToClose = daysAfter(eraDay, LONGEST_TO_CLOSE_DAYS);
  const closeDay = closesAt.slice(0, 10);
  const hasOwnClock = closeDay < eraDay || closeDay > lastToClose;
  const days: RoundCalendarDay[] = [];
  let marketDays = 0;
  let rest = 0;
  for (
    let day = eraDay;
    marketDays < places.lagDays + horizonDays && rest < LONGEST_REST_DAYS;
    day = daysAfter(day, 1)
  ) {
    const market = calendar.dayOf(day);
    if (market === null) break;
    const isMarketDay = market.tradingShare > 0;
    rest = isMarketDay ? 0 : rest + 1;
    if (isMarketDay && day > eraDay) marketDays += 1;
    const scoringDay = isMarketDay && marketDays > places.lagDays ? marketDays - places.lagDays : null;
    const events: CalendarEvent[] = [];
    if (day === eraDay) events.push('era');
    if (!hasOwnClock && day === opensAt.slice(0, 10)) events.push('opens');
    if (!hasOwnClock && day === closeDay) events.push('closes');
    if (isMarketDay && day > eraDay && marketDays === places.lagDays) events.push('starts');
    if (scoringDay === horizonDays) events.push('resolves');
    days.push({
      ...market,
      scoringDay,
      isPosted: scoringDay !== null && scoringDay <= scoredDays,
      events,
      incidents: incidents
        .filter((incident) => incident.day === day && (incident.round === null || incident.round === round.number))
        .map(({ rule, severity, message }) => ({ rule, severity, message })),
    });
  }
  return { round: round.number, exchanges: calendar.exchanges, isAssumed: calendar.isAssumed, hasOwnClock, days };
}
