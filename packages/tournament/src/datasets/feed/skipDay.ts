import { DomainError } from '../../domainError.ts';
import { weekdayOf } from '../../views/marketDays.ts';
import type { DayDecision } from '../feedDecisions.ts';
import { because, type Decided, incidentOf, type Known, TAKE_BACK } from './decided.ts';
import { listed, named, roundsOfDay } from './roundsOfDay.ts';

/** So many trading days after the last one that was played may be skipped: one further away is a slip of the pen. */
const SKIPPED_AHEAD_MAX = 10;

/** A day whose data will never come is not waited for. Throws DomainError where it did not trade, was played, has data, or is decided already. */
export async function skipDay(known: Known, decision: DayDecision): Promise<Decided> {
  const { calendar, decisions } = known;
  const { day, reason } = decision;
  const rounds = await roundsOfDay(known, day, true);
  await assertMayBeSkipped(known, day, rounds.resolved);
  const { places } = rounds;
  // The last trading day of a week is an era's: a week that has lost it has no round.
  const isLastOfWeek = daysBetween(day, calendar.nextTradingDay(day)) >= 8 - weekdayOf(day);
  const losesRound = places.schedule === 'weekly' && isLastOfWeek;
  const what =
    rounds.unresolved.length === 0
      ? 'no round that is scored holds the day'
      : `${named(rounds.unresolved)} ${rounds.unresolved.length === 1 ? 'is' : 'are'} scored without it and counted by the trading days after it`;
  return {
    decisions: { skipped: [...decisions.skipped, decision] },
    rounds: rounds.unresolved,
    incident: incidentOf('day_skipped', 'warning', day, {
      found: `${day}, on which ${calendar.name} traded, is skipped by an operator: its data will not come${because(reason)}`,
      done: `${what}${losesRound ? ', and no round opens from that week, whose last trading day it is' : ''}.`,
    }),
  };
}

async function assertMayBeSkipped(
  { feed, calendar, decisions, writer }: Known,
  day: string,
  resolved: readonly number[],
): Promise<void> {
  const closed = calendar.closedBecause(day);
  if (closed !== null) {
    const why = closed === 'weekend' ? 'it is a weekend' : closed;
    throw new DomainError('no_trading_day', `${calendar.name} did not trade on ${day}: ${why}.`, {
      field: 'day',
      remedy: 'Nothing is waited for on such a day.',
    });
  }
  if (decisions.skipped.some((each) => each.day === day)) {
    throw new DomainError('already_skipped', `${day} is skipped already.`, { field: 'day' });
  }
  if (decisions.accepted.some((each) => each.day === day)) {
    throw new DomainError('already_accepted', `${day} is accepted as a thin day.`, { field: 'day', remedy: TAKE_BACK });
  }
  if (day <= feed.last) {
    const wasPlayed = day === feed.last || (await writer.fundDays()).some((each) => each.day === day);
    const sentence = wasPlayed
      ? `${day} has data and was played.`
      : `${day} is past: the market has played ${feed.last}${listed(' and', resolved, ' resolved with it', ' is', ' are')}.`;
    throw new DomainError('day_past', sentence, {
      field: 'day',
      remedy: 'Only a day that was not played can be skipped.',
    });
  }
  const isThin = feed.fault?.rule === 'thin_day' && feed.fault.day === day;
  if (feed.delivered.includes(day) && !isThin) {
    throw new DomainError('day_has_data', `The feed has ${day}: it is played when its turn comes.`, {
      field: 'day',
      remedy: 'Only a day that is missing or thin can be skipped.',
    });
  }
  if (calendar.tradingDays(feed.last, day).length > SKIPPED_AHEAD_MAX + 1) {
    throw new DomainError(
      'day_too_far',
      `${day} is more than ${SKIPPED_AHEAD_MAX} trading days after ${feed.last}, the last one that was played.`,
      { field: 'day', remedy: 'Skip the days that are waited for first.' },
    );
  }
}

/** Throws DomainError where it is not skipped, or what came after it is played. */
export function unskipDay({ feed, decisions }: Known, { day, reason }: DayDecision): Decided {
  if (!decisions.skipped.some((each) => each.day === day)) {
    throw new DomainError('not_skipped', `${day} is not skipped.`, { field: 'day' });
  }
  if (day <= feed.last) {
    throw new DomainError('decision_used', `${day} was skipped and ${feed.last} is played without it.`, {
      field: 'day',
      remedy: 'What was played stays.',
    });
  }
  return {
    decisions: { skipped: decisions.skipped.filter((each) => each.day !== day) },
    rounds: [],
    incident: incidentOf('day_skipped', 'info', day, {
      found: `An operator takes back that ${day} is skipped${because(reason)}`,
      done: 'its data are waited for again.',
    }),
  };
}

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
