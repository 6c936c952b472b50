import { DomainError } from '../../domainError.ts';
import type { DayDecision } from '../feedDecisions.ts';
import { because, type Decided, incidentOf, type Known, TAKE_BACK } from './decided.ts';
import { named, roundsOfDay } from './roundsOfDay.ts';

/** A thin day is played as it is. Throws DomainError where the feed does not wait because of it, or it is decided already. */
export async function acceptDay(known: Known, decision: DayDecision): Promise<Decided> {
  const { feed, decisions } = known;
  const { day, reason } = decision;
  if (decisions.accepted.some((each) => each.day === day)) {
    throw new DomainError('already_accepted', `${day} is accepted already.`, { field: 'day' });
  }
  if (decisions.skipped.some((each) => each.day === day)) {
    throw new DomainError('already_skipped', `${day} is skipped.`, { field: 'day', remedy: TAKE_BACK });
  }
  if (feed.fault?.rule !== 'thin_day' || feed.fault.day !== day) {
    throw new DomainError('day_not_thin', `The feed does not wait because ${day} is thin.`, {
      field: 'day',
      remedy: 'robata data feed says what it waits for.',
    });
  }
  const { unresolved } = await roundsOfDay(known, day);
  return {
    decisions: { accepted: [...decisions.accepted, decision] },
    rounds: unresolved,
    incident: incidentOf('day_accepted', 'warning', day, {
      found: `${day} is played as thin as it is, as an operator decided${because(reason)}. ${feed.fault.why}`,
      done:
        unresolved.length === 0
          ? 'no round that is scored holds the day.'
          : `${named(unresolved)} ${unresolved.length === 1 ? 'is' : 'are'} scored by the prices that are there.`,
    }),
  };
}

/** Throws DomainError where it is not accepted, or is played. */
export function unacceptDay({ feed, decisions }: Known, { day, reason }: DayDecision): Decided {
  if (!decisions.accepted.some((each) => each.day === day)) {
    throw new DomainError('not_accepted', `${day} is not accepted as a thin day.`, { field: 'day' });
  }
  if (day <= feed.last) {
    throw new DomainError('decision_used', `${day} was accepted and is played.`, {
      field: 'day',
      remedy: 'What was played stays.',
    });
  }
  return {
    decisions: { accepted: decisions.accepted.filter((each) => each.day !== day) },
    rounds: [],
    incident: incidentOf('day_accepted', 'info', day, {
      found: `An operator takes back that ${day} is played as thin as it is${because(reason)}`,
      done: 'a fuller file is waited for again.',
    }),
  };
}
