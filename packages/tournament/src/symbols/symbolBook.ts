import { createHash } from 'node:crypto';
import {
  diffSymbols,
  mergeSymbolMap,
  type Scheme,
  type SymbolChangeKind,
  type SymbolRow,
} from '@robata/market/symbols';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../storage/schema.ts';
import { isoSecond } from '../submissions/isoSecond.ts';

/** One version of the symbols: what was brought in, and what that changed. */
export interface SymbolImport {
  /** From 1. */
  readonly version: number;
  /** The name of the file. */
  readonly source: string;
  /** Of what it says, after its overrides. */
  readonly sha256: string;
  /** ISO day of which the map is. */
  readonly mapDate: string;
  /** Days after which it counts as stale. */
  readonly maximumAgeDays: number;
  readonly importedAt: string;
  readonly importedBy: string;
  /** Rows in this version. */
  readonly rows: number;
  readonly changes: {
    readonly counts: Readonly<Record<SymbolChangeKind, number>>;
    readonly examples: Readonly<Record<SymbolChangeKind, readonly string[]>>;
  };
}

export interface NewSymbols {
  readonly source: string;
  readonly mapDate: string;
  readonly maximumAgeDays: number;
  readonly by: string;
  /** `map`: one row of a vendor for each listing, which permanent ids are given to; `table`: rows with permanent ids and days of their own. */
  readonly form: 'map' | 'table';
  readonly rows: readonly SymbolRow[];
}

export interface SymbolBook {
  /** Brings a map in as a new version, in one transaction. One that changes nothing, and is no newer, makes none: `isNew` is false. */
  import(input: NewSymbols): Promise<{ readonly latest: SymbolImport; readonly isNew: boolean }>;
  /** What such an import would change, without doing it. */
  compare(input: NewSymbols): Promise<SymbolImport['changes']>;
  /** Null before the first. */
  latest(): Promise<SymbolImport | null>;
  /** Newest first. */
  imports(limit?: number): Promise<readonly SymbolImport[]>;
  /** The rows of a version, the same array at every call while it is kept; none for null. */
  rows(version: number | null): Promise<readonly SymbolRow[]>;
}

/** So many rows travel in one statement. */
const CHUNK_ROWS = 5_000;
/** Versions whose rows a process keeps. */
const KEPT_VERSIONS = 2;
const IMPORTS_LISTED = 20;

type Query = Kysely<Database> | Transaction<Database>;

/** The table of symbols in the database. */
export function symbolBook(db: Kysely<Database>, now: () => Date): SymbolBook {
  const kept = new Map<number, Promise<readonly SymbolRow[]>>();

  const latestIn = async (query: Query): Promise<SymbolImport | null> => {
    const row = await query
      .selectFrom('symbol_import')
      .selectAll()
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : importOf(row);
  };
  const merged = async (query: Query, before: SymbolImport | null, { form, rows, mapDate }: NewSymbols) => {
    const old = before === null ? [] : await rowsIn(query, before.version);
    return diffSymbols(old, form === 'map' ? mergeSymbolMap(old, rows, mapDate) : rows);
  };

  return {
    import: (input) =>
      db.transaction().execute(async (trx) => {
        // One import at a time: the second one sees what the first has made.
        await sql`lock table symbol_import in exclusive mode`.execute(trx);
        const before = await latestIn(trx);
        const sha256 = hashOf(input.rows);
        const { counts, examples, enter, leave } = await merged(trx, before, input);
        const isUnchanged = before !== null && enter.length === 0 && leave.length === 0;
        const isKnown = before?.mapDate === input.mapDate && before.maximumAgeDays === input.maximumAgeDays;
        if (isUnchanged && (isKnown || before.mapDate > input.mapDate)) return { latest: before, isNew: false };
        const version = (before?.version ?? 0) + 1;
        const rows = (before?.rows ?? 0) + enter.length - leave.length;
        await sql`insert into symbol_import values (${version}, ${input.source}, ${sha256}, ${input.mapDate},
          ${input.maximumAgeDays}, ${isoSecond(now())}, ${input.by}, ${rows}, ${JSON.stringify({ counts, examples })})`.execute(
          trx,
        );
        for (const chunk of chunksOf(leave)) {
          await sql`update symbol s set until = ${version} from jsonb_to_recordset(${JSON.stringify(chunk.map(recordOf))}::jsonb)
            as r(permanent_id text, scheme text, symbol text, valid_from text, valid_to text)
            where s.until is null and s.permanent_id = r.permanent_id and s.scheme = r.scheme and s.symbol = r.symbol
              and s.valid_from is not distinct from r.valid_from and s.valid_to is not distinct from r.valid_to`.execute(
            trx,
          );
        }
        for (const chunk of chunksOf(enter)) {
          await sql`insert into symbol select r.*, ${version}::integer from jsonb_to_recordset(${JSON.stringify(chunk.map(recordOf))}::jsonb)
            as r(permanent_id text, scheme text, symbol text, valid_from text, valid_to text,
              name text, country text, exchange text)`.execute(trx);
        }
        const latest = (await latestIn(trx)) as SymbolImport;
        return { latest, isNew: true };
      }),

    async compare(input) {
      const { counts, examples } = await merged(db, await latestIn(db), input);
      return { counts, examples };
    },

    latest: () => latestIn(db),

    async imports(limit = IMPORTS_LISTED) {
      const rows = await db.selectFrom('symbol_import').selectAll().orderBy('version', 'desc').limit(limit).execute();
      return rows.map(importOf);
    },

    async rows(version) {
      if (version === null) return NO_ROWS;
      const found = kept.get(version) ?? rowsIn(db, version);
      // The one asked for last goes to the end: the first goes when there are too many.
      kept.delete(version);
      kept.set(version, found);
      found.catch(() => kept.delete(version));
      for (const [other] of kept) if (kept.size > KEPT_VERSIONS) kept.delete(other);
      return found;
    },
  };
}

const NO_ROWS: readonly SymbolRow[] = [];

async function rowsIn(query: Query, version: number): Promise<readonly SymbolRow[]> {
  const { rows } = await sql<Record<keyof SymbolRow | 'permanent_id' | 'valid_from' | 'valid_to', string | null>>`
    select permanent_id, scheme, symbol, valid_from, valid_to, name, country, exchange from symbol
    where since <= ${version} and (until is null or until > ${version})`.execute(query);
  return rows.map(({ permanent_id, scheme, symbol, valid_from, valid_to, name, country, exchange }) => ({
    permanentId: permanent_id as string,
    scheme: scheme as Scheme,
    symbol: symbol as string,
    validFrom: valid_from,
    validTo: valid_to,
    ...(name !== null && { name }),
    ...(country !== null && { country }),
    ...(exchange !== null && { exchange }),
  }));
}

const recordOf = (row: SymbolRow) => ({
  permanent_id: row.permanentId,
  scheme: row.scheme,
  symbol: row.symbol,
  valid_from: row.validFrom,
  valid_to: row.validTo,
  name: row.name ?? null,
  country: row.country ?? null,
  exchange: row.exchange ?? null,
});

function* chunksOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += CHUNK_ROWS) yield rows.slice(at, at + CHUNK_ROWS);
}

/** Of the rows in any order. */
const hashOf = (rows: readonly SymbolRow[]): string => {
  const lines = rows.map((row) => JSON.stringify(Object.values(recordOf(row)))).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
};

const importOf = (row: Database['symbol_import']): SymbolImport => ({
  version: row.version,
  source: row.source,
  sha256: row.sha256,
  mapDate: row.map_date,
  maximumAgeDays: row.maximum_age_days,
  importedAt: row.imported_at,
  importedBy: row.imported_by,
  rows: row.rows,
  changes: JSON.parse(row.changes) as SymbolImport['changes'],
});
