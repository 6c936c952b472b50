import { calendarOf, type ExchangeCalendar, FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR } from '@robata/market';
import type { AccountService } from '../accounts/accountService.ts';
import { type Fields, fieldsOf } from '../accounts/fields.ts';
import type { OperatorCommands, OperatorContext } from '../accounts/operatorCommands.ts';
import { DomainError } from '../domainError.ts';
import type { IncidentRecord, RoundRecord } from '../records.ts';
import type { Storage, StorageWriter } from '../storage/storage.ts';
import { isoSecond } from '../submissions/isoSecond.ts';
import { tradingPlaces } from '../views/roundCalendar.ts';
import {
  type DayDecision,
  type FeedDecisions,
  type FeedState,
  type FeedView,
  feedDecisions,
  feedState,
  putFeedDecisions,
} from './feedDecisions.ts';

export interface FeedCommandsInput {
  readonly storage: Storage;
  readonly accounts: Pick<AccountService, 'recordAct'>;
  readonly now: () => Date;
}

/** So many trading days after the last one that was played may be skipped: one further away is a slip of the pen. */
const SKIPPED_AHEAD_MAX = 10;
const REASON_LENGTH_MAX = 500;
/** Of two decisions that say otherwise of one day only one can be published. */
const TAKE_BACK = 'Take that back first (--undo).';

/** What a decision came to. */
interface Decided {
  readonly decisions: Partial<FeedDecisions>;
  readonly incident: IncidentRecord;
  readonly rounds: readonly number[];
}

/** What a decision is made from, all of one moment. */
interface Known {
  readonly feed: FeedState;
  readonly calendar: ExchangeCalendar;
  readonly decisions: FeedDecisions;
  readonly writer: StorageWriter;
}

/**
 * What operators decide of a market that is fed by files: a day whose data will never come is skipped, a thin day is played as it is, a move that
 * is held back is real. Each can be undone until it is used, is published as an incident, and is kept with the operator's name.
 */
export function feedCommands({ storage, accounts, now }: FeedCommandsInput): OperatorCommands {
  const decide = async (
    action: string,
    input: unknown,
    { operator }: OperatorContext,
    decisionOf: (known: Known, decision: DayDecision, fields: Fields) => Promise<Decided> | Decided,
  ) => {
    const fields = fieldsOf(input);
    const day = dayIn(fields);
    const isUndone = fields.optionalFlag('undo');
    const decision = { day, by: operator.username, at: isoSecond(now()), reason: reasonIn(fields) };
    const { incident, rounds } = await storage.transaction(async (writer) => {
      const feed = await feedState(writer);
      if (feed === null) {
        throw new DomainError('not_fed', 'No file of prices is waited for.', {
          remedy:
            'Ask again when its past is played; robata start --prices FILE begins a tournament that is fed by files.',
        });
      }
      const calendar = calendarOf(feed.exchange);
      if (calendar === null) throw new Error(`the feed follows ${feed.exchange}, whose calendar is not known`);
      const known = { feed, calendar, decisions: await feedDecisions(writer), writer };
      const done = await decisionOf(known, decision, fields);
      await putFeedDecisions(writer, done.decisions);
      await writer.addIncidents([done.incident]);
      return done;
    });
    const { message, security } = incident;
    await accounts.recordAct({
      actor: operator.username,
      action: isUndone ? `${action} undo` : action,
      subject: security === null ? day : `${security} on ${day}`,
      details: { reason: decision.reason, rounds },
    });
    return { day, security, rounds, message };
  };

  return {
    'data feed': async (): Promise<FeedView> => ({
      feed: await feedState(storage),
      decisions: await feedDecisions(storage),
    }),
    'data skip': (input, context) =>
      decide('data skip', input, context, (known, decision, fields) =>
        fields.optionalFlag('undo') ? unskipped(known, decision) : skipped(known, decision),
      ),
    'data accept': (input, context) =>
      decide('data accept', input, context, (known, decision, fields) =>
        fields.optionalFlag('undo') ? unaccepted(known, decision) : accepted(known, decision),
      ),
    'data real': (input, context) =>
      decide('data real', input, context, (known, decision, fields) => {
        const security = fields.text('security');
        return fields.optionalFlag('undo') ? unknownAgain(known, decision, security) : real(known, decision, security);
      }),
  };
}

async function skipped(known: Known, decision: DayDecision): Promise<Decided> {
  const { feed, calendar, decisions, writer } = known;
  const { day, reason } = decision;
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
  const rounds = await roundsOf(known, day, true);
  if (day <= feed.last) {
    const wasPlayed = day === feed.last || (await writer.fundDays()).some((each) => each.day === day);
    const sentence = wasPlayed
      ? `${day} has data and was played.`
      : `${day} is past: the market has played ${feed.last}${listed(' and', rounds.resolved, ' resolved with it', ' is', ' are')}.`;
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

function unskipped({ feed, decisions }: Known, { day, reason }: DayDecision): Decided {
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

async function accepted(known: Known, decision: DayDecision): Promise<Decided> {
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
  const { unresolved } = await roundsOf(known, day);
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

function unaccepted({ feed, decisions }: Known, { day, reason }: DayDecision): Decided {
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

async function real(known: Known, decision: DayDecision, name: string): Promise<Decided> {
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
  const { unresolved } = await roundsOf(known, day);
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

function unknownAgain({ feed, decisions }: Known, { day, reason }: DayDecision, name: string): Decided {
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

const FINISHED: ReadonlySet<RoundRecord['state']> = new Set(['resolved', 'cancelled']);

/**
 * The rounds whose returns hold a day, by the exchange's calendar without the days that were skipped; with `fromEra` those whose returns begin
 * after it too, for they count the days from their era's.
 */
async function roundsOf({ calendar, decisions, writer }: Known, day: string, fromEra = false) {
  const places = await tradingPlaces(writer);
  const skipped = new Set(decisions.skipped.map((each) => each.day));
  const holds = ({ eraDay, horizonDays }: RoundRecord): boolean => {
    if (eraDay >= day) return false;
    const passed = calendar.tradingDays(eraDay, day).filter((each) => each > eraDay && !skipped.has(each)).length;
    return passed <= places.lagDays + horizonDays && (fromEra || passed >= places.lagDays);
  };
  const held = (await writer.rounds()).filter(holds);
  const numbers = (isFinished: boolean): number[] =>
    held.filter(({ state }) => FINISHED.has(state) === isFinished).map(({ number }) => number);
  return { places, unresolved: numbers(false), resolved: numbers(true) };
}

/** `round 4`, `rounds 4 to 7`, `rounds 4, 6, 7`. */
function named(rounds: readonly number[]): string {
  const [first, last] = [rounds[0] as number, rounds.at(-1) as number];
  if (rounds.length === 1) return `round ${first}`;
  return `rounds ${last - first === rounds.length - 1 ? `${first} to ${last}` : rounds.join(', ')}`;
}

const listed = (lead: string, rounds: readonly number[], end: string, one: string, many: string): string =>
  rounds.length === 0 ? '' : `${lead} ${named(rounds)}${rounds.length === 1 ? one : many}${end}`;

const because = (reason: string | null): string =>
  reason === null ? '' : ` (${reason.replace(/[.;]+$/, '').replaceAll('; ', ', ')})`;

const incidentOf = (
  rule: string,
  severity: IncidentRecord['severity'],
  day: string,
  { found, done }: { readonly found: string; readonly done: string },
  security: string | null = null,
): IncidentRecord => ({
  rule,
  severity,
  rows: 1,
  day,
  security,
  round: null,
  message: `${found.replace(/\.$/, '')}; ${done}`,
});

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
/** 1 Monday … 7 Sunday. */
const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

function dayIn(fields: Fields): string {
  const day = fields.text('day');
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  const year = Number(day.slice(0, 4));
  if (isDay && year >= FIRST_CALENDAR_YEAR && year <= LAST_CALENDAR_YEAR) return day;
  throw new DomainError(
    'invalid_field',
    `day is no date from ${FIRST_CALENDAR_YEAR} to ${LAST_CALENDAR_YEAR}, such as 2026-11-23.`,
    { field: 'day' },
  );
}

function reasonIn(fields: Fields): string | null {
  const reason = fields.optionalText('reason')?.trim() ?? '';
  if (reason.length <= REASON_LENGTH_MAX) return reason === '' ? null : reason;
  throw new DomainError('invalid_text', `The reason has at most ${REASON_LENGTH_MAX} characters.`, { field: 'reason' });
}
