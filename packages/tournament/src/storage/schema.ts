import { type Generated, type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import {
  type SubmissionTables,
  submissionSealMigration,
  submissionsMigration,
} from '../submissions/submissionTables.ts';
import { mailMigration, type MailTables } from '../notifications/mailTables.ts';
import { webhooksMigration, type WebhookTables } from '../webhooks/webhookTables.ts';
import { accountsMigration, type AccountTables } from '../accounts/accountTables.ts';
import { symbolsMigration, type SymbolTables } from '../symbols/symbolTables.ts';

/** The tables as Kysely sees them. Token amounts are numeric(60,0) in units of 1e-18 and travel as decimal strings. */
export interface Database extends MailTables, WebhookTables, AccountTables, SubmissionTables, SymbolTables {
  model: {
    id: number;
    name: string;
    account: string;
    kind: string;
    description: string;
    marked: boolean;
    tournament: Generated<string>;
  };
  round: { number: number; state: string; scored_days: number; body: unknown };
  entry: {
    round: number;
    model: number;
    at_risk: string;
    submission_hash: string;
    late: boolean;
    meta_model_correlation: number | null;
  };
  score: { round: number; model: number; day: number; values: number[] };
  payout: { round: number; model: number; at_risk: string; amount: string };
  ledger_entry: {
    sequence: number;
    kind: string;
    idempotency_key: string;
    hash: string;
    previous_hash: string;
    body: string;
    /** When the database took the entry in; null for those of before it kept that. No part of the hash chain. */
    recorded_at: Generated<string | null>;
  };
  ledger_line: { sequence: number; line: number; account: string; amount: string };
  fund_close: { product: string; sequence: number; day: string; body: string; events: string; hash: string };
  fund_day: { day: string; nav: number; gross: number; turnover: number; cost: number };
  incident: {
    id: number;
    rule: string;
    severity: string;
    rows: number;
    day: string | null;
    security: string | null;
    round: number | null;
    message: string;
  };
  round_step: {
    round: number;
    kind: string;
    day: number;
    due_at: string;
    state: string;
    postponed: string | null;
    next_at: string;
  };
  payout_plan: {
    round: number;
    hash: string;
    body: string;
    approved_by: string | null;
    signals: Generated<string | null>;
  };
  document: { key: string; body: string };
}

/**
 * The first schema. The constraints are the last line of defence: the core decides, the database refuses what must never be
 * (a score rewritten, an unbalanced or reordered ledger entry, an account below zero).
 */
const first: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table model (
        id integer primary key, name text not null unique, account text not null, kind text not null,
        description text not null, marked boolean not null)`,
      sql`create table round (
        number integer primary key, state text not null
          check (state in ('scheduled', 'open', 'closed', 'scoring', 'resolved', 'cancelled')),
        scored_days integer not null check (scored_days >= 0), body jsonb not null)`,
      sql`create table entry (
        round integer not null references round, model integer not null references model,
        at_risk numeric(60, 0) not null check (at_risk >= 0), submission_hash text not null, late boolean not null,
        meta_model_correlation double precision, primary key (round, model))`,
      sql`create index entry_model on entry (model, round)`,
      sql`create table score (
        round integer not null references round, model integer not null references model,
        day integer not null check (day > 0), "values" double precision[] not null, primary key (model, round, day))`,
      sql`create index score_round on score (round, day)`,
      sql`create table payout (
        round integer not null references round, model integer not null references model,
        at_risk numeric(60, 0) not null, amount numeric(60, 0) not null check (amount >= -at_risk),
        primary key (round, model))`,
      sql`create table ledger_entry (
        sequence integer primary key, kind text not null, idempotency_key text not null unique,
        hash text not null unique, previous_hash text not null, body text not null)`,
      sql`create table ledger_line (
        sequence integer not null references ledger_entry, line integer not null, account text not null,
        amount numeric(60, 0) not null, primary key (sequence, line))`,
      sql`create index ledger_line_account on ledger_line (account)`,
      sql`create function ledger_lines_balance() returns trigger language plpgsql as $$
        begin
          if (select coalesce(sum(amount), 0) from ledger_line where sequence = new.sequence) <> 0 then
            raise exception 'ledger entry % does not balance', new.sequence;
          end if;
          return null;
        end $$`,
      sql`create constraint trigger ledger_entry_balances after insert on ledger_entry
        deferrable initially deferred for each row execute function ledger_lines_balance()`,
      sql`create function ledger_is_append_only() returns trigger language plpgsql as $$
        begin raise exception 'the ledger is append-only'; end $$`,
      sql`create trigger ledger_entry_append_only before update or delete on ledger_entry
        for each row execute function ledger_is_append_only()`,
      sql`create trigger ledger_line_append_only before update or delete on ledger_line
        for each row execute function ledger_is_append_only()`,
      sql`create table fund_day (
        day text primary key, nav double precision not null, gross double precision not null,
        turnover double precision not null, cost double precision not null)`,
      sql`create table incident (
        id integer primary key generated always as identity, rule text not null,
        severity text not null check (severity in ('info', 'warning', 'error')), rows integer not null,
        day text, security text, round integer, message text not null)`,
      sql`create table document (key text primary key, body text not null)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const ledgerTime: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`alter table ledger_entry add column recorded_at text`,
      // In two steps: entries of before have no time, and must not get that of today.
      sql`alter table ledger_entry alter column recorded_at
        set default to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

/** What is due when is a row of ours: a ticker makes jobs of it, and forgets nothing when it starts again. */
const roundSteps: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table round_step (
        round integer not null, kind text not null check (kind in ('open', 'close', 'score', 'resolve')),
        day integer not null check (day >= 0), due_at text not null, state text not null check (state in ('waiting', 'done')),
        postponed text, next_at text not null, primary key (round, kind, day))`,
      sql`create index round_step_waiting on round_step (round) where state = 'waiting'`,
      sql`create table payout_plan (
        round integer primary key references round, hash text not null, body text not null, approved_by text)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

/** Each product of the fund by day: its figures, and the events that they follow from. */
const fundCloses: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table fund_close (
        product text not null, sequence integer not null check (sequence > 0), day text not null,
        body text not null, events text not null, hash text not null,
        primary key (product, sequence), unique (product, day))`,
      sql`create function fund_close_is_append_only() returns trigger language plpgsql as $$
        begin raise exception 'the log of a fund is append-only'; end $$`,
      sql`create trigger fund_close_append_only before update or delete on fund_close
        for each row execute function fund_close_is_append_only()`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const modelTournament: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`alter table model add column tournament text not null default 'classic'
        check (tournament in ('classic', 'signals'))`,
      sql`alter table payout_plan add column signals text`,
      sql`update model set tournament = 'signals' where id in (select model from model_slot where tournament = 'signals')`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

export const migrations: Record<string, Migration> = {
  '0001-first': first,
  '0002-accounts': accountsMigration,
  '0003-submissions': submissionsMigration,
  '0005-notifications': webhooksMigration,
  '0006-mail': mailMigration,
  '0007-submission-seal': submissionSealMigration,
  '0008-ledger-time': ledgerTime,
  '0009-round-steps': roundSteps,
  '0010-fund': fundCloses,
  '0012-symbols': symbolsMigration,
  '0011-model-tournament': modelTournament,
};
