import { calendarOf, FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR } from '@robata/market';
import type { AccountService } from '../accounts/accountService.ts';
import { type Fields, fieldsOf } from '../accounts/fields.ts';
import type { OperatorCommands, OperatorContext } from '../accounts/operatorCommands.ts';
import { DomainError } from '../domainError.ts';
import type { Storage } from '../storage/storage.ts';
import { isoSecond } from '../submissions/isoSecond.ts';
import { acceptDay, unacceptDay } from './feed/acceptDay.ts';
import type { Decided, Known } from './feed/decided.ts';
import { heldMove, realMove } from './feed/realMove.ts';
import { skipDay, unskipDay } from './feed/skipDay.ts';
import { type DayDecision, type FeedView, feedDecisions, feedState, putFeedDecisions } from './feedDecisions.ts';
import { parseIsoDay } from './isoDay.ts';

export interface FeedCommandsInput {
  readonly storage: Storage;
  readonly accounts: Pick<AccountService, 'recordAct'>;
  readonly now: () => Date;
}

const REASON_LENGTH_MAX = 500;

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
        fields.optionalFlag('undo') ? unskipDay(known, decision) : skipDay(known, decision),
      ),
    'data accept': (input, context) =>
      decide('data accept', input, context, (known, decision, fields) =>
        fields.optionalFlag('undo') ? unacceptDay(known, decision) : acceptDay(known, decision),
      ),
    'data real': (input, context) =>
      decide('data real', input, context, (known, decision, fields) => {
        const security = fields.text('security');
        return fields.optionalFlag('undo') ? heldMove(known, decision, security) : realMove(known, decision, security);
      }),
  };
}

function dayIn(fields: Fields): string {
  const day = fields.text('day');
  const year = Number(day.slice(0, 4));
  if (parseIsoDay(day) !== null && year >= FIRST_CALENDAR_YEAR && year <= LAST_CALENDAR_YEAR) return day;
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
