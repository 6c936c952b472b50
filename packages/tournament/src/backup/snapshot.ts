import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../storage/schema.ts';
import type { Part } from './archive.ts';

/** A job that waited or ran at the time: of whichever queue, so that a restored tournament makes it anew. */
export interface WaitingJob {
  readonly kind: string;
  readonly payload: Record<string, string | number | boolean | null>;
  readonly key: string | null;
  readonly startsAt: string;
}

/** What is known of a database at one moment. */
export interface SnapshotFacts {
  /** In the order in which they were applied. */
  readonly migrations: readonly { readonly name: string; readonly timestamp: string }[];
  readonly rows: Readonly<Record<string, number>>;
  /** The last number given out by each sequence that gave out any. */
  readonly sequences: Readonly<Record<string, string>>;
  readonly ledger: { readonly sequence: number; readonly hash: string } | null;
  readonly jobs: readonly WaitingJob[];
}

export interface Snapshot {
  readonly facts: SnapshotFacts;
  /** The rows as JSON lines, some at a time: `tables/NAME/000001.ndjson`. */
  parts(): AsyncGenerator<Part>;
  /** Removes what was written to disk for it. */
  discard(): Promise<void>;
}

interface Chunk {
  readonly name: string;
  readonly start: number;
  readonly bytes: number;
}

const KYSELY_TABLES = ['kysely_migration', 'kysely_migration_lock'];
const CHUNK_BYTES = 1 << 20;
const ROWS_FIRST = 50;
const ROWS_MOST = 5_000;

/**
 * Reads all tables in one transaction that sees one moment, into the file `spool`. On disk first, because PGlite has one connection: the
 * rest of the server waits while this runs, and should not wait for whoever takes the backup. Rows become JSON in the database itself: the
 * same text, to the last bit of a double, from PGlite and from PostgreSQL.
 */
export async function takeSnapshot(db: Kysely<Database>, spool: string): Promise<Snapshot> {
  const file = await open(spool, 'wx', 0o600);
  const discard = (): Promise<void> => rm(spool, { force: true });
  try {
    const chunks: Chunk[] = [];
    const facts = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((trx) => readAll(trx, file, chunks));
    return {
      facts,
      discard,
      async *parts() {
        for (const { name, start, bytes } of chunks) {
          yield { name, bytes, content: createReadStream(spool, { start, end: start + bytes - 1 }) };
        }
      },
    };
  } catch (error) {
    await discard();
    throw error;
  } finally {
    await file.close();
  }
}

async function readAll(trx: Transaction<Database>, file: FileHandle, chunks: Chunk[]): Promise<SnapshotFacts> {
  const rows: Record<string, number> = {};
  for (const table of await tablesOf(trx)) rows[table] = await readTable(trx, table, file, chunks);
  const migrations = await sql<{ name: string; timestamp: string }>`
    select name, timestamp from kysely_migration order by name`.execute(trx);
  const sequences = await sql<{ name: string; value: string }>`
    select sequencename as name, last_value::text as value from pg_sequences
    where schemaname = 'public' and last_value is not null order by 1`.execute(trx);
  const head = await sql<{ sequence: number; hash: string }>`
    select sequence, hash from ledger_entry order by sequence desc limit 1`.execute(trx);
  return {
    migrations: migrations.rows,
    rows,
    sequences: Object.fromEntries(sequences.rows.map(({ name, value }) => [name, value])),
    ledger: head.rows[0] ?? null,
    jobs: await jobsOf(trx),
  };
}

/** The names of our tables: each after those that its rows refer to, else in alphabetical order. */
export async function tablesOf(trx: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ name: string; references: string[] }>`
    select c.relname as name, array(select distinct r.relname::text from pg_constraint f join pg_class r on r.oid = f.confrelid
      where f.conrelid = c.oid and f.contype = 'f' order by 1) as references
    from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and c.relname <> all(${KYSELY_TABLES}::text[])
    order by c.relname collate "C"`.execute(trx);
  const references = new Map(rows.map((row) => [row.name, row.references]));
  const ordered = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (ordered.has(name) || path.includes(name)) return;
    for (const other of references.get(name) ?? []) visit(other, [...path, name]);
    ordered.add(name);
  };
  for (const { name } of rows) visit(name, []);
  return [...ordered];
}

/** Reads a table by its primary key, as many rows at a time as make about a chunk. */
async function readTable(
  trx: Transaction<Database>,
  table: string,
  file: FileHandle,
  chunks: Chunk[],
): Promise<number> {
  const { rows: keys } = await sql<{ name: string }>`
    select a.attname as name from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = ${table}::regclass and i.indisprimary order by array_position(i.indkey::int2[], a.attnum)`.execute(
    trx,
  );
  const order = sql.join(keys.map(({ name }) => sql`t.${sql.id(name)}`));
  await sql`declare backup_cursor no scroll cursor for select row_to_json(t)::text as line from ${sql.table(table)} as t
    ${keys.length === 0 ? sql`` : sql`order by ${order}`}`.execute(trx);
  let count = 0;
  let part = 0;
  let start = chunks.at(-1) === undefined ? 0 : (chunks.at(-1) as Chunk).start + (chunks.at(-1) as Chunk).bytes;
  for (let fetch = ROWS_FIRST; ; ) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(fetch)} from backup_cursor`.execute(trx);
    if (rows.length === 0) break;
    const bytes = Buffer.from(rows.map(({ line }) => `${line}\n`).join(''));
    await file.writeFile(bytes);
    part += 1;
    chunks.push({ name: `tables/${table}/${String(part).padStart(6, '0')}.ndjson`, start, bytes: bytes.length });
    start += bytes.length;
    count += rows.length;
    fetch = Math.min(ROWS_MOST, Math.max(1, Math.floor((rows.length * CHUNK_BYTES) / bytes.length)));
  }
  await sql`close backup_cursor`.execute(trx);
  return count;
}

/** The jobs of pg-boss that are not at an end; none where it never was here. */
async function jobsOf(trx: Transaction<Database>): Promise<WaitingJob[]> {
  const { rows: found } = await sql<{ is_there: boolean }>`
    select to_regclass('pgboss.job') is not null as is_there`.execute(trx);
  if (found[0]?.is_there !== true) return [];
  const { rows } = await sql<{ job: string }>`
    select json_build_object('kind', name, 'payload', coalesce(data, '{}'), 'key', singleton_key,
      'startsAt', to_char(start_after at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))::text as job
    from pgboss.job where state in ('created', 'retry', 'active') and name not like '\\_\\_pgboss%'
    order by created_on, id`.execute(trx);
  return rows.map(({ job }) => JSON.parse(job) as WaitingJob);
}
