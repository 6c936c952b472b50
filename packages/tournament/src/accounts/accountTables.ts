import { type Generated, type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The tables of this folder. Times are ISO texts; those of the auth_ tables belong to better-auth, which reads and writes dates. */
export interface AccountTables {
  account: { id: string; username: string; email: string; role: string; status: string; inserted_at: string };
  api_key: {
    public_id: string;
    account: string;
    name: string;
    /** Separated by blanks. */
    scopes: string;
    /** SHA-256 in hexadecimal digits. */
    secret_hash: string;
    inserted_at: string;
    last_used_at: string | null;
    revoked_at: string | null;
  };
  model_slot: {
    model: number;
    id: string;
    account: string;
    tournament: string;
    bio: string;
    link_url: string | null;
    link_text: string | null;
    inserted_at: string;
  };
  operator_act: { id: Generated<number>; at: string; actor: string; action: string; subject: string; details: string };
  auth_user: {
    id: string;
    name: string;
    email: string;
    email_verified: boolean;
    image: string | null;
    created_at: Date;
    updated_at: Date;
    two_factor_enabled: boolean | null;
  };
  auth_session: {
    id: string;
    user_id: string;
    token: string;
    expires_at: Date;
    ip_address: string | null;
    user_agent: string | null;
    created_at: Date;
    updated_at: Date;
  };
  auth_credential: {
    id: string;
    user_id: string;
    account_id: string;
    provider_id: string;
    password: string | null;
    created_at: Date;
    updated_at: Date;
  };
  auth_verification: {
    id: string;
    identifier: string;
    value: string;
    expires_at: Date;
    created_at: Date;
    updated_at: Date;
  };
  auth_two_factor: { id: string; user_id: string };
}

/** A season numbers its models from 1: those of people begin here and never meet them. */
export const FIRST_MODEL = 1_000_001;

export const accountsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table account (
        id text primary key, username text not null, email text not null,
        role text not null check (role in ('participant', 'investor', 'operator')),
        status text not null check (status in ('active', 'blocked')), inserted_at text not null)`,
      sql`create unique index account_username on account (lower(username))`,
      sql`create unique index account_email on account (lower(email))`,
      sql`create table api_key (
        public_id text primary key, account text not null references account, name text not null, scopes text not null,
        secret_hash text not null, inserted_at text not null, last_used_at text, revoked_at text)`,
      sql`create index api_key_account on api_key (account)`,
      sql`create sequence model_slot_number as integer start with ${sql.lit(FIRST_MODEL)}`,
      sql`create table model_slot (
        model integer primary key references model check (model >= ${sql.lit(FIRST_MODEL)}), id text not null unique,
        account text not null references account, tournament text not null check (tournament in ('classic', 'signals')),
        bio text not null, link_url text, link_text text, inserted_at text not null)`,
      sql`create index model_slot_account on model_slot (account)`,
      sql`create unique index model_name_any_case on model (lower(name))`,
      sql`create table operator_act (
        id integer primary key generated always as identity, at text not null, actor text not null, action text not null,
        subject text not null, details text not null)`,
      sql`create function operator_acts_stay() returns trigger language plpgsql as $$
        begin raise exception 'what operators did is append-only'; end $$`,
      sql`create trigger operator_act_append_only before update or delete on operator_act
        for each row execute function operator_acts_stay()`,
      // The tables of better-auth, as its own migration would make them but for the names and the reference to account.
      sql`create table auth_user (
        id text primary key references account, name text not null, email text not null unique,
        email_verified boolean not null, image text, created_at timestamptz not null default current_timestamp,
        updated_at timestamptz not null default current_timestamp, two_factor_enabled boolean)`,
      sql`create table auth_session (
        id text primary key, user_id text not null references auth_user on delete cascade, token text not null unique,
        expires_at timestamptz not null, ip_address text, user_agent text,
        created_at timestamptz not null default current_timestamp, updated_at timestamptz not null)`,
      sql`create index auth_session_user on auth_session (user_id)`,
      sql`create table auth_credential (
        id text primary key, user_id text not null references auth_user on delete cascade, account_id text not null,
        provider_id text not null, password text, access_token text, refresh_token text, id_token text,
        access_token_expires_at timestamptz, refresh_token_expires_at timestamptz, scope text,
        created_at timestamptz not null default current_timestamp, updated_at timestamptz not null)`,
      sql`create unique index auth_credential_user on auth_credential (user_id, provider_id)`,
      sql`create table auth_verification (
        id text primary key, identifier text not null, value text not null, expires_at timestamptz not null,
        created_at timestamptz not null default current_timestamp,
        updated_at timestamptz not null default current_timestamp)`,
      sql`create index auth_verification_identifier on auth_verification (identifier)`,
      sql`create table auth_two_factor (
        id text primary key, secret text not null, backup_codes text not null,
        user_id text not null references auth_user on delete cascade, verified boolean,
        failed_verification_count integer, locked_until timestamptz)`,
      sql`create index auth_two_factor_user on auth_two_factor (user_id)`,
      sql`create index auth_two_factor_secret on auth_two_factor (secret)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};
