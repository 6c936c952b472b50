import { type Generated, type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export interface WebhookTables {
  webhook: { model: number; url: string; secret: string; inserted_at: string };
  webhook_call: {
    id: string;
    trigger_id: string;
    model: number;
    round: number | null;
    cause: string;
    attempt: number;
    called_at: string;
    ok: boolean;
    status: number | null;
    milliseconds: number;
    answer: string;
    reason: string | null;
  };
  notification: {
    id: Generated<number>;
    account: string;
    at: string;
    kind: string;
    message: string;
    model: number | null;
    round: number | null;
    read_at: string | null;
    /** Of '0006-mail': mailed, or left out of the mails. */
    is_mailed: Generated<boolean>;
  };
}

export const webhooksMigration: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table webhook (
        model integer primary key references model, url text not null, secret text not null, inserted_at text not null)`,
      sql`create table webhook_call (
        id text primary key, trigger_id text not null, model integer not null references model, round integer,
        cause text not null, attempt integer not null, called_at text not null, ok boolean not null, status integer,
        milliseconds integer not null, answer text not null, reason text)`,
      sql`create index webhook_call_model on webhook_call (model, called_at)`,
      sql`create table notification (
        id integer primary key generated always as identity, account text not null, at text not null, kind text not null,
        message text not null, model integer, round integer, read_at text)`,
      sql`create index notification_account on notification (account, id)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};
