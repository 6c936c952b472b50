import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export interface SymbolTables {
  symbol_import: {
    version: number;
    source: string;
    sha256: string;
    map_date: string;
    maximum_age_days: number;
    imported_at: string;
    imported_by: string;
    rows: number;
    changes: string;
  };
  symbol: {
    permanent_id: string;
    scheme: string;
    symbol: string;
    valid_from: string | null;
    valid_to: string | null;
    name: string | null;
    country: string | null;
    exchange: string | null;
    since: number;
    until: number | null;
  };
}

/**
 * What symbols mean, and what each import knew of it: a row is in the versions from `since` to before `until`, so that the answer to a file of a
 * year ago can be given again, while an import stores what it changes and no more. Submissions keep what was said of their rows.
 */
export const symbolsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table symbol_import (
        version integer primary key check (version > 0), source text not null, sha256 text not null, map_date text not null,
        maximum_age_days integer not null check (maximum_age_days >= 0), imported_at text not null,
        imported_by text not null, rows integer not null check (rows >= 0), changes text not null)`,
      sql`create table symbol (
        permanent_id text not null, scheme text not null, symbol text not null, valid_from text, valid_to text,
        name text, country text, exchange text, since integer not null references symbol_import,
        until integer references symbol_import, check (valid_from is null or valid_to is null or valid_from <= valid_to),
        check (until is null or until > since))`,
      sql`create unique index symbol_once on symbol
        (permanent_id, scheme, symbol, coalesce(valid_from, ''), coalesce(valid_to, '')) where until is null`,
      sql`create index symbol_named on symbol (scheme, symbol)`,
      sql`alter table submission add column report text`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};
