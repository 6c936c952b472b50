import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { DomainError } from '../domainError.ts';
import type { Database } from '../storage/schema.ts';
import { shortReport, type SignalsReport, SignalsRefusal } from '../symbols/signalsReport.ts';
import type { TournamentName } from './liveRounds.ts';
import { type Submission, submissionOf, type SubmissionRow } from './submission.ts';
import type { Upload } from './uploadService.ts';

type Query = Kysely<Database> | Transaction<Database>;

/** What every submission starts with, whatever becomes of it. */
export interface NewSubmission {
  readonly id: string;
  readonly upload: Upload;
  readonly model: number;
  readonly tournament: TournamentName;
  readonly triggerId: string | null;
  readonly source: string | null;
  readonly dataDatestamp: number | null;
  readonly version: number | null;
  readonly note: string;
  readonly createdAt: string;
}

export interface Acceptance {
  readonly round: number;
  /** The round was seen closed before; the gate decides where it was not. */
  readonly late: boolean;
  readonly valuesHash: string;
  readonly stocks: number;
  readonly leftOut: number;
  /** Of Signals. */
  readonly report?: SignalsReport;
}

const reportText = (report: SignalsReport | undefined): string | null =>
  report === undefined ? null : JSON.stringify(shortReport(report));
const refusedText = (error: DomainError): string | null =>
  error instanceof SignalsRefusal ? reportText(error.report) : null;

/** Of two accepted submissions of a model in a round, the one in time counts before the late one, then the later turn. */
const SELECTED = sql<boolean>`s.state = 'accepted' and not exists (
  select 1 from submission o where o.state = 'accepted' and o.model = s.model and o.tournament = s.tournament
    and o.round = s.round and (o.late < s.late or (o.late = s.late and o.turn > s.turn)))`;

const CONSTANT = sql`id, account, model, tournament, filename, sha256, trigger_id, compute_id, source, data_datestamp,
  version, note, created_at`;

const constants = ({
  id,
  upload,
  ...rest
}: NewSubmission): RawBuilder<unknown> => sql`${id}::text, ${upload.account}::text,
  ${rest.model}::integer, ${rest.tournament}::text, ${upload.filename}::text, ${upload.sha256}::text,
  ${rest.triggerId}::text, ${upload.computeId}::text, ${rest.source}::text, ${rest.dataDatestamp}::integer,
  ${rest.version}::integer, ${rest.note}::text, ${rest.createdAt}::text`;

/** Marks the upload as used, unless other bytes have come in its place meanwhile. */
const used = ({ upload }: NewSubmission, unless = sql``): RawBuilder<unknown> =>
  sql`update upload set used = true where filename = ${upload.filename} and sha256 = ${upload.sha256} ${unless} returning filename`;

/** The statements behind the submission service, each of them a transaction of its own. */
export const submissionStore = {
  /** Makes sure that the round has a gate. */
  async putGate(db: Query, tournament: string, round: number): Promise<void> {
    await sql`insert into submission_gate (tournament, round) values (${tournament}, ${round}) on conflict do nothing`.execute(
      db,
    );
  },

  /** From now on the round's submissions are late. Waits for those that are being written, so that none is between. */
  async closeGate(db: Query, tournament: string, round: number): Promise<void> {
    await sql`insert into submission_gate (tournament, round, closed) values (${tournament}, ${round}, true)
      on conflict (tournament, round) do update set closed = true`.execute(db);
  },

  /** From now on the round takes nothing, late or not. Waits for those that are being written. */
  async sealGate(db: Query, tournament: string, round: number): Promise<void> {
    await sql`insert into submission_gate (tournament, round, closed, sealed) values (${tournament}, ${round}, true, true)
      on conflict (tournament, round) do update set closed = true, sealed = true`.execute(db);
  },

  async gate(db: Query, tournament: string, round: number): Promise<{ closed: boolean; sealed: boolean }> {
    const { rows } = await sql<{ closed: boolean; sealed: boolean }>`
      select closed, sealed from submission_gate where tournament = ${tournament} and round = ${round}`.execute(db);
    return rows[0] ?? { closed: false, sealed: false };
  },

  /**
   * The submission's row; where the model has sent the same bytes for this round before, the row that was made then, on turn again (but not by
   * a late repetition) and with the trigger that it was sent for this time.
   * Null where the upload was replaced meanwhile, or the round is sealed.
   */
  async accept(db: Query, start: NewSubmission, at: Acceptance): Promise<{ id: string } | null> {
    const { rows } = await sql<{ id: string }>`
      with gate as (
        select closed, sealed from submission_gate where tournament = ${start.tournament} and round = ${at.round} for share),
      used as (${used(start, sql`and not (select sealed from gate)`)})
      insert into submission (${CONSTANT}, round, state, late, values_hash, stocks, left_out, progress, report)
      select ${constants(start)}, ${at.round}::integer, 'accepted', ${at.late}::boolean or (select closed from gate),
        ${at.valuesHash}::text, ${at.stocks}::integer, ${at.leftOut}::integer, 1, ${reportText(at.report)}::text from used
      on conflict (model, tournament, round, sha256) where state = 'accepted'
        do update set turn = case when excluded.late and not submission.late then submission.turn
          else nextval('submission_turn')::integer end, trigger_id = coalesce(excluded.trigger_id, submission.trigger_id)
      returning id`.execute(db);
    return rows[0] ?? null;
  },

  /**
   * A waiting submission comes into a round: in time where the round was open when it came, however long it waited for its job. False where
   * the model has sent the same bytes for it already, or the round is sealed.
   */
  async acceptWaiting(db: Query, submission: Submission, at: Acceptance): Promise<boolean> {
    const { rows } = await sql`
      with gate as (
        select closed, sealed from submission_gate
        where tournament = ${submission.tournament} and round = ${at.round} for share)
      update submission s set state = 'accepted', round = ${at.round}::integer,
        late = s.round is distinct from ${at.round}::integer and (${at.late}::boolean or (select closed from gate)),
        values_hash = ${at.valuesHash}, stocks = ${at.stocks}, left_out = ${at.leftOut}, progress = 1,
        report = ${reportText(at.report)}
      where id = ${submission.id} and state in ('pending', 'queued') and not (select sealed from gate) and not exists (
        select 1 from submission o where o.state = 'accepted' and o.model = s.model and o.tournament = s.tournament
          and o.round = ${at.round} and o.sha256 = s.sha256)
      returning id`.execute(db);
    return rows.length === 1;
  },

  /**
   * A row that waits: for the next round, or for a job. `open`: the round that it came for, which a pending one keeps where its gate is still
   * open, so that a close either sees the row or is before it. Null where the upload was replaced meanwhile.
   */
  async wait(
    db: Query,
    start: NewSubmission,
    state: 'pending' | 'queued',
    open: number | null = null,
  ): Promise<{ id: string } | null> {
    const { rows } = await sql<{ id: string }>`
      with used as (${used(start)}), gate as (
        select round from submission_gate
        where tournament = ${start.tournament} and round = ${open}::integer and not closed for share)
      insert into submission (${CONSTANT}, state, round)
      select ${constants(start)}, ${state}::text, (select round from gate) from used returning id`.execute(db);
    return rows[0] ?? null;
  },

  /** Those that wait for a job, the first that came first: all, or those that came while this round was open. */
  async pending(db: Query, tournament: string, round: number | null): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`select id from submission
      where tournament = ${tournament} and state = 'pending'
        and (${round}::integer is null or round = ${round}::integer) order by turn`.execute(db);
    return rows.map(({ id }) => id);
  },

  /** A row that tells why. The same file refused for the same reason again keeps its one row: false then. */
  async reject(db: Query, start: NewSubmission, round: number | null, error: DomainError): Promise<boolean> {
    const { code, message, remedy } = error;
    const report = refusedText(error);
    const { rows } = await sql`
      with used as (${used(start)}), again as (
        update submission set turn = nextval('submission_turn')::integer, reason = ${message}, remedy = ${remedy},
          report = ${report}
        where model = ${start.model} and tournament = ${start.tournament} and sha256 = ${start.upload.sha256}
          and state = 'rejected' and round is not distinct from ${round}::integer and reason_code = ${code} returning id)
      insert into submission (${CONSTANT}, round, state, reason_code, reason, remedy, report)
      select ${constants(start)}, ${round}::integer, 'rejected', ${code}::text, ${message}::text, ${remedy}::text,
        ${report}::text from used
      where not exists (select 1 from again) returning id`.execute(db);
    return rows.length === 1;
  },

  /** False where it waits no longer. */
  async rejectWaiting(db: Query, id: string, error: DomainError): Promise<boolean> {
    const { code, message, remedy } = error;
    const { rows } =
      await sql`update submission set state = 'rejected', reason_code = ${code}, reason = ${message}, remedy = ${remedy},
        report = ${refusedText(error)}
      where id = ${id} and state in ('pending', 'queued') returning id`.execute(db);
    return rows.length === 1;
  },

  async find(db: Query, id: string): Promise<Submission | null> {
    const { rows } = await sql<SubmissionRow>`select s.*, u.display_name, ${SELECTED} as selected
      from submission s join upload u using (filename) where s.id = ${id}`.execute(db);
    return rows[0] === undefined ? null : submissionOf(rows[0]);
  },

  /** Newest first. */
  async ofModels(db: Query, models: readonly number[], limit: number): Promise<Submission[]> {
    const { rows } = await sql<SubmissionRow>`select s.*, u.display_name, ${SELECTED} as selected
      from submission s join upload u using (filename) where s.model in (${sql.join([...models])})
      order by s.turn desc limit ${limit}`.execute(db);
    return rows.map(submissionOf);
  },

  async queued(db: Query, tournament: string): Promise<Submission[]> {
    const { rows } = await sql<SubmissionRow>`select s.*, u.display_name, false as selected
      from submission s join upload u using (filename) where s.tournament = ${tournament} and s.state = 'queued'
      order by s.turn`.execute(db);
    return rows.map(submissionOf);
  },

  /** Those that count, in order of model. */
  async selected(db: Query, tournament: string, round: number) {
    const { rows } = await sql<{
      id: string;
      model: number;
      late: boolean;
      values_hash: string;
      sha256: string;
      created_at: string;
      version: number | null;
    }>`
      select distinct on (model) id, model, late, values_hash, sha256, created_at, version from submission
      where tournament = ${tournament} and round = ${round} and state = 'accepted'
      order by model, late, turn desc`.execute(db);
    return rows;
  },
};
