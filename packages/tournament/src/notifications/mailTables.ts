import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export interface MailTables {
  /** What an account chose about mails of a kind; no row: it gets them. */
  mail_choice: { account: string; kind: string; wanted: boolean };
  mail_state: {
    account: string;
    /** When a mail was last tried; the next one comes an hour later at the soonest. */
    tried_at: string;
    /** Why the last one did not go out, in one sentence; null where it did. */
    fault: string | null;
  };
}

export const mailMigration: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table mail_choice (
        account text not null references account, kind text not null, wanted boolean not null, primary key (account, kind))`,
      sql`create table mail_state (
        account text primary key references account, tried_at text not null, fault text)`,
      // By row and not by the last id: of two transactions the one with the lower id may commit later.
      sql`alter table notification add column is_mailed boolean not null default false`,
      sql`create index notification_unmailed on notification (at) where not is_mailed`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};
