import { type Kysely, sql } from 'kysely';
import type { AccountService } from '../accounts/accountService.ts';
import { type Fields, fieldsOf } from '../accounts/fields.ts';
import type { OperatorCommands } from '../accounts/operatorCommands.ts';
import { DomainError } from '../domainError.ts';
import type { IncidentRecord } from '../records.ts';
import type { Database } from '../storage/schema.ts';
import type { Storage } from '../storage/storage.ts';
import { isoSecond } from '../submissions/isoSecond.ts';
import { oneOf, sentenceIn } from './fields.ts';
import type { IncidentDecision, IncidentList, IncidentView } from './types.ts';

export interface IncidentCommandsInput {
  readonly storage: Storage;
  readonly db: Kysely<Database>;
  readonly accounts: Pick<AccountService, 'recordAct'>;
  readonly now: () => Date;
}

const SEVERITIES = ['info', 'warning', 'error'] as const;
const DECISIONS = ['close', 'reopen', 'note'] as const;
const STATES = ['open', 'closed'] as const;
const PAGE_MAX = 200;
const DECISIONS_MAX = 100;
/** The rule of incidents that an operator publishes. */
export const OPERATOR_RULE = 'operator';
const keyOf = (id: number): string => `incident/${id}`;

/** Of a row `i` of incident with its document `d`: whether nothing about it is left to do. */
export const isClosedIncident = sql<boolean>`(i.severity = 'info' or coalesce((
  select list.one ->> 'kind' = 'close' from jsonb_array_elements(d.body::jsonb) with ordinality as list (one, place)
  where list.one ->> 'kind' <> 'note' order by list.place desc limit 1), false))`;

/** A row of the database with what was decided about it. */
type Row = Omit<IncidentRecord, 'severity'> & {
  readonly id: number;
  readonly severity: string;
  readonly decided: string | null;
};

/**
 * What operators do with incidents. The record itself is published and never changes; what an operator decides about it stands in a document
 * beside it, and is public to operators alone.
 */
export function incidentCommands({ storage, db, accounts, now }: IncidentCommandsInput): OperatorCommands {
  const rows = (filter: ReturnType<typeof conditionOf>) => sql<Row>`
    select i.*, d.body as decided from incident i left join document d on d.key = 'incident/' || i.id where ${filter}`;
  const one = async (id: number): Promise<IncidentView> => {
    const [row] = (await rows(sql`i.id = ${id}`).execute(db)).rows;
    if (row === undefined) throw new DomainError('incident_not_found', `There is no incident ${id}.`, { field: 'id' });
    return viewOf(row);
  };

  return {
    'incident list': async (input): Promise<IncidentList> => {
      const fields = fieldsOf(input);
      const filter = conditionOf(fields);
      const before = fields.optionalCount('before');
      const limit = Math.min(Math.max(1, fields.optionalCount('limit') ?? 50), PAGE_MAX);
      const [page, count] = [
        await sql<Row>`${rows(filter)} and (${before ?? null}::integer is null or i.id < ${before ?? null}::integer)
          order by i.id desc limit ${limit}`.execute(db),
        await sql<{ count: number }>`
          select count(*)::integer as count from incident i left join document d on d.key = 'incident/' || i.id
          where ${filter}`.execute(db),
      ];
      return { incidents: page.rows.map(viewOf), total: count.rows[0]?.count ?? 0 };
    },
    'incident decide': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const id = fields.optionalCount('id') ?? 0;
      const kind = oneOf('kind', fields.text('kind'), DECISIONS);
      const note = sentenceIn(fields, 'note');
      const incident = await one(id);
      const decision: IncidentDecision = { at: isoSecond(now()), by: operator.username, kind, note };
      await storage.transaction(async (writer) => {
        const kept = ((await writer.document(keyOf(id))) ?? []) as readonly IncidentDecision[];
        const isClosed = closes(kept);
        if ((kind === 'close') === isClosed && kind !== 'note') {
          throw new DomainError('incident_decided', `Incident ${id} is ${isClosed ? 'closed' : 'open'} already.`, {
            remedy: 'Load the list again: another operator may have decided it.',
          });
        }
        if (kept.length >= DECISIONS_MAX) {
          throw new DomainError('too_many_decisions', `Incident ${id} has ${DECISIONS_MAX} notes: it holds no more.`);
        }
        await writer.putDocument(keyOf(id), [...kept, decision]);
      });
      await accounts.recordAct({
        actor: operator.username,
        action: `incident ${kind}`,
        subject: `incident ${id}`,
        details: { rule: incident.rule, note },
      });
      return one(id);
    },
    'incident publish': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const severity = oneOf('severity', fields.text('severity'), SEVERITIES);
      const message = sentenceIn(fields, 'message');
      const round = fields.optionalCount('round') ?? null;
      if (round !== null && (await storage.round(round)) === null) {
        throw new DomainError('round_not_found', `There is no round ${round}.`, {
          field: 'round',
          remedy: 'Leave it empty where the incident is about no round.',
        });
      }
      const record: IncidentRecord = {
        rule: OPERATOR_RULE,
        severity,
        rows: 1,
        day: isoSecond(now()).slice(0, 10),
        security: null,
        round,
        message,
      };
      await storage.transaction((writer) => writer.addIncidents([record]));
      await accounts.recordAct({
        actor: operator.username,
        action: 'incident publish',
        subject: round === null ? 'tournament' : `round ${round}`,
        details: { severity, message },
      });
      return record;
    },
  };
}

/** Which incidents are asked for. Throws DomainError `invalid_field`. */
function conditionOf(fields: Fields) {
  const severity = fields.optionalText('severity');
  const state = fields.optionalText('state');
  const rule = fields.optionalText('rule');
  const round = fields.optionalCount('round');
  const search = fields.optionalText('search')?.trim().toLowerCase() ?? '';
  const conditions = [sql<boolean>`true`];
  if (severity !== undefined) conditions.push(sql`i.severity = ${oneOf('severity', severity, SEVERITIES)}`);
  if (rule !== undefined) conditions.push(sql`i.rule = ${rule}`);
  if (round !== undefined) conditions.push(sql`i.round = ${round}`);
  if (search !== '')
    conditions.push(sql`(position(${search} in lower(i.message)) > 0 or position(${search} in lower(i.rule)) > 0)`);
  if (state !== undefined)
    conditions.push(oneOf('state', state, STATES) === 'closed' ? isClosedIncident : sql`not ${isClosedIncident}`);
  return sql.join(conditions, sql` and `);
}

/** Whether the last word on an incident is that it is closed. */
const closes = (decisions: readonly IncidentDecision[]): boolean =>
  decisions.findLast(({ kind }) => kind !== 'note')?.kind === 'close';

function viewOf({ decided, severity, ...row }: Row): IncidentView {
  const decisions = (decided === null ? [] : JSON.parse(decided)) as readonly IncidentDecision[];
  return {
    ...row,
    severity: severity as IncidentRecord['severity'],
    isOpen: severity !== 'info' && !closes(decisions),
    decisions,
  };
}
