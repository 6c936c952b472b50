import type { RoundRecord } from '../records.ts';
import type { TradingPlaces } from './marketDays.ts';
import { calendarOfRound } from './roundCalendar.ts';

/** A scored day on which a market of the tournament's stocks did not trade: their returns of the day are zero, and its scores lean on the others. */
export interface ClosedMarketsDay {
  /** Of the round: 1, 2, … */
  readonly day: number;
  /** ISO. */
  readonly date: string;
  /** Of the stocks whose exchange is known, those that traded; 0…1. */
  readonly tradingShare: number;
  readonly closed: readonly { readonly exchange: string; readonly name: string; readonly reason: string }[];
}

/** The scored days of a round on which a market was closed, ascending; none outside the calendars (2000 to 2035). */
export function closedOnScoredDays(round: RoundRecord, places: TradingPlaces): ClosedMarketsDay[] {
  return calendarOfRound(round, places, []).days.flatMap(({ day: date, scoringDay, closed, tradingShare }) =>
    scoringDay === null || scoringDay > round.scoredDays || closed.length === 0
      ? []
      : [{ day: scoringDay, date, tradingShare, closed }],
  );
}

/** By day of the round, the market codes that were closed. */
export const closedByDay = (days: readonly ClosedMarketsDay[]): ReadonlyMap<number, readonly string[]> =>
  new Map(days.map(({ day, closed }) => [day, closed.map(({ exchange }) => exchange)]));
