import { DomainError } from '../../domainError.ts';
import type { DayDecision } from '../feedDecisions.ts';
import { because, type Decided, incidentOf, type Known } from './decided.ts';
import { named, roundsOfDay } from './roundsOfDay.ts';

/** A move that is held back is taken as real; `name` is a security or its ticker. Throws DomainError where no such move is held back, or it is decided already. */
export async function realMove(known: Known, decision: DayDecision, name: string): Promise<Decided> {
  const { feed, decisions } = known;
  const { day, reason } = decision;
  const move = feed.held.find((each) => each.day === day && (each.security === name || each.ticker === name));
  if (move === undefined) {
    const all = feed.held.map((each) => `${each.security} on ${each.day}`).join(', ');
    throw new DomainError('no_held_move', `No move of ${name} on ${day} is held back.`, {
      field: 'security',
      remedy: all === '' ? 'None is.' : `Held back are: ${all}.`,
    });
  }
  const { security, ratio } = move;
  if (decisions.real.some((each) => each.day === day && each.security === security)) {
    throw new DomainError('already_real', `The move of ${security} on ${day} is taken as real already.`, {
      field: 'day',
    });
  }
  const { unresolved } = await roundsOfDay(known, day);
  const again =
    unresolved.length === 0
      ? 'no round that is not resolved holds it'
      : `${named(unresolved)} ${unresolved.length === 1 ? 'is' : 'are'} scored again with it`;
  return {
    decisions: { real: [...decisions.real, { ...decision, security, from: null }] },
    rounds: unresolved,
    incident: incidentOf(
      'real_move',
      'warning',
      day,
      {
        found: `${security} closed on ${day} at ${ratio.toPrecision(3)} times its price before, and an operator knows that it is no split${because(reason)}`,
        done: `with the next trading day that is played the fund is valued by it, and ${again}.`,
      },
      security,
    ),
  };
}

/** Throws DomainError where nobody said so, or it is in scores by now. */
export function heldMove({ feed, decisions }: Known, { day, reason }: DayDecision, name: string): Decided {
  // By its symbol too, as it was said to be real.
  const security = feed.held.find((each) => each.day === day && each.ticker === name)?.security ?? name;
  const found = decisions.real.find((each) => each.day === day && each.security === security);
  if (found === undefined) {
    throw new DomainError('no_held_move', `Nobody said that the move of ${name} on ${day} is real.`, {
      field: 'security',
    });
  }
  if (found.from !== null) {
    throw new DomainError('decision_used', `The move of ${security} on ${day} is in scores and in the fund by now.`, {
      field: 'security',
      remedy: 'What was played stays.',
    });
  }
  return {
    decisions: { real: decisions.real.filter((each) => each !== found) },
    rounds: [],
    incident: incidentOf(
      'real_move',
      'info',
      day,
      {
        found: `An operator takes back that the move of ${security} on ${day} is real${because(reason)}`,
        done: 'it is held back as before.',
      },
      security,
    ),
  };
}
