import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Times are ISO UTC text with second precision; ids are UUIDs as text. */
export interface SubmissionTables {
  signing_secret: { name: string; value: string };
  upload: {
    filename: string;
    kind: string;
    account: string;
    model: number;
    display_name: string;
    file: string;
    bytes: number;
    sha256: string;
    compute_id: string | null;
    used: boolean;
    received_at: string;
  };
  submission_gate: { tournament: string; round: number; closed: boolean; sealed: boolean };
  submission: {
    id: string;
    turn: number;
    account: string;
    model: number;
    tournament: string;
    round: number | null;
    state: string;
    late: boolean;
    filename: string;
    sha256: string;
    values_hash: string | null;
    stocks: number;
    left_out: number;
    trigger_id: string | null;
    compute_id: string | null;
    source: string | null;
    data_datestamp: number | null;
    version: number | null;
    note: string;
    reason_code: string | null;
    reason: string | null;
    remedy: string | null;
    progress: number;
    report: string | null;
    created_at: string;
  };
  diagnostics_run: {
    id: string;
    turn: number;
    account: string;
    model: number;
    tournament: string;
    state: string;
    message: string | null;
    filename: string;
    progress: number;
    summary: string | null;
    eras: string | null;
    created_at: string;
    updated_at: string;
  };
}

/**
 * Uploads, submissions and diagnostics. Which submission counts is not stored but follows from `late` and `turn`, so that it can never be
 * wrong; `submission_gate` is the row that a round's close takes for itself, so that every submission is before it or late.
 */
export const submissionsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table signing_secret (name text primary key, value text not null)`,
      sql`create table upload (
        filename text primary key, kind text not null check (kind in ('classic', 'signals', 'diagnostics')),
        account text not null, model integer not null, display_name text not null, file text not null,
        bytes integer not null check (bytes >= 0), sha256 text not null, compute_id text, used boolean not null default false,
        received_at text not null)`,
      sql`create index upload_unused on upload (account) where not used`,
      sql`create table submission_gate (
        tournament text not null, round integer not null, closed boolean not null default false,
        primary key (tournament, round))`,
      sql`create sequence submission_turn as integer`,
      sql`create table submission (
        id text primary key, turn integer not null default nextval('submission_turn')::integer, account text not null,
        model integer not null, tournament text not null, round integer,
        state text not null check (state in ('pending', 'queued', 'accepted', 'rejected')),
        late boolean not null default false, filename text not null references upload, sha256 text not null,
        values_hash text, stocks integer not null default 0, left_out integer not null default 0, trigger_id text,
        compute_id text, source text, data_datestamp integer, version integer,
        note text not null default '' check (length(note) <= 2000), reason_code text, reason text, remedy text,
        progress double precision not null default 0, created_at text not null,
        check ((state = 'rejected') = (reason is not null)),
        check (state <> 'accepted' or (round is not null and values_hash is not null)))`,
      sql`create unique index submission_once on submission (model, tournament, round, sha256) where state = 'accepted'`,
      sql`create index submission_model on submission (model, turn desc)`,
      sql`create index submission_round on submission (tournament, round, model) where state = 'accepted'`,
      sql`create index submission_waiting on submission (tournament, model) where state = 'queued'`,
      sql`create index submission_filename on submission (filename)`,
      sql`create table diagnostics_run (
        id text primary key, turn integer not null default nextval('submission_turn')::integer, account text not null,
        model integer not null, tournament text not null,
        state text not null check (state in ('pending', 'running', 'done', 'failed')), message text,
        filename text not null references upload, progress double precision not null default 0, summary text, eras text,
        created_at text not null, updated_at text not null, check (state <> 'done' or summary is not null))`,
      sql`create index diagnostics_model on diagnostics_run (model, turn desc)`,
      sql`create index diagnostics_filename on diagnostics_run (filename)`,
      sql`create index diagnostics_rated on diagnostics_run (tournament, model, turn desc) where state = 'done'`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

/** `sealed`: what came late has been collected too, and nothing more is taken: a repetition of the round sees the same submissions. */
export const submissionSealMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table submission_gate add column sealed boolean not null default false`.execute(db);
  },
};
