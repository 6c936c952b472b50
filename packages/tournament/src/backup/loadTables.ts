import { type Kysely, sql, type Transaction } from 'kysely';
import { parseEntry, verifyJournal } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { type Database, migrations } from '../storage/schema.ts';
import type { Part } from './archive.ts';
import type { BackupManifest } from './backup.ts';
import { tablesOf } from './snapshot.ts';

/** Where the jobs of a backup wait for a queue: a document. */
export const RESTORED_JOBS_DOCUMENT = 'restored-jobs';

const PART = /^tables\/([a-z_][a-z0-9_]*)\/\d{6}\.ndjson$/;
/** A part is about 1 MiB, or one row. */
const PART_BYTES_MAX = 512 * 2 ** 20;
const PAGE = 1_000;

/** Throws DomainError `backup_too_new` where this program does not know a migration of the backup. */
export function checkMigrations(manifest: BackupManifest): void {
  const known = Object.keys(migrations).sort();
  if (manifest.migrations.every(({ name }, at) => name === known[at])) return;
  throw new DomainError(
    'backup_too_new',
    'The backup is of another version of Robata, whose tables this one does not know.',
    {
      remedy: 'Restore it with that version, or a newer one.',
    },
  );
}

/** Throws DomainError `database_not_empty`. */
export async function checkEmpty(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'pgboss') and c.relkind in ('r', 'p')`.execute(db);
  if (rows[0]?.count === 0) return;
  throw new DomainError('database_not_empty', 'The database holds tables already.', {
    remedy: 'Name an empty database: a backup is never restored over anything.',
  });
}

/** Makes the tables as they were when the backup was made: what is newer is added at the next start, as for any older database. */
export async function makeTables(trx: Transaction<Database>, { migrations: applied }: BackupManifest): Promise<void> {
  for (const { name } of applied) await migrations[name]?.up(trx);
  await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
    trx,
  );
  await sql`create table kysely_migration_lock (id varchar(255) primary key, is_locked integer not null default 0)`.execute(
    trx,
  );
  await sql`insert into kysely_migration select * from unnest(
    ${applied.map(({ name }) => name)}::text[], ${applied.map(({ timestamp }) => timestamp)}::text[])`.execute(trx);
  await sql`insert into kysely_migration_lock values ('migration_lock', 0)`.execute(trx);
  const tables = await tablesOf(trx);
  await sql`truncate ${sql.join(tables.map((name) => sql.table(name)))}`.execute(trx);
}

/** Puts the rows of a part into their table; gives the table and how many. */
export async function loadPart(trx: Transaction<Database>, part: Part): Promise<{ table: string; rows: number }> {
  const table = PART.exec(part.name)?.[1];
  if (table === undefined || part.bytes > PART_BYTES_MAX) throw notOurs(part.name);
  const chunks: Uint8Array[] = [];
  for await (const chunk of part.content) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().trimEnd().split('\n');
  const { rows: columns } = await sql<{ name: string }>`
    select attname as name from pg_attribute where attrelid = to_regclass(${table}) and attnum > 0
      and not attisdropped and attgenerated = '' order by attnum`.execute(trx);
  if (columns.length === 0) throw notOurs(part.name);
  const names = sql.join(columns.map(({ name }) => sql.id(name)));
  const { numAffectedRows = 0n } = await sql`insert into ${sql.table(table)} (${names}) overriding system value
    select ${names} from json_populate_recordset(null::${sql.table(table)}, ${`[${lines.join(',')}]`}::json)`.execute(
    trx,
  );
  return { table, rows: Number(numAffectedRows) };
}

/** Sequences go on where they were, the jobs wait for a queue, and what is checked at the commit is checked now. */
export async function finishTables(trx: Transaction<Database>, { sequences, jobs }: BackupManifest): Promise<void> {
  await sql`set constraints all immediate`.execute(trx);
  for (const [name, value] of Object.entries(sequences)) {
    await sql`select setval(${`public.${name}`}::regclass, ${value}::bigint)`.execute(trx);
  }
  if (jobs.length === 0) return;
  await trx
    .insertInto('document')
    .values({ key: RESTORED_JOBS_DOCUMENT, body: JSON.stringify(jobs) })
    .execute();
}

/** Audits the restored ledger from nothing. Throws DomainError `ledger_broken`. */
export async function checkLedger(trx: Transaction<Database>, { ledger }: BackupManifest): Promise<void> {
  const entries = [];
  for (;;) {
    const { rows } = await sql<{ body: string; lines: string }>`
      select e.body, (select json_agg(json_build_array(account, amount::text) order by line)::text
        from ledger_line l where l.sequence = e.sequence) as lines
      from ledger_entry e where e.sequence > ${entries.length} order by e.sequence limit ${sql.lit(PAGE)}`.execute(trx);
    for (const { body, lines } of rows) {
      const entry = parseEntry(body);
      const posted = entry.lines.map(({ account, amount }) => [account, amount.toString()]);
      if (JSON.stringify(posted) !== JSON.stringify(JSON.parse(lines ?? '[]'))) {
        throw broken(`the lines of entry ${entry.sequence} are not those of its body`);
      }
      entries.push(entry);
    }
    if (rows.length < PAGE) break;
  }
  const verified = verifyJournal(entries);
  if (verified.status === 'faulty') {
    const [fault] = verified.faults;
    throw broken(`entry ${fault?.sequence}: ${fault?.fault} (${fault?.detail})`);
  }
  if (entries.length !== (ledger?.sequence ?? 0) || (ledger !== null && verified.head.hash !== ledger.hash)) {
    throw broken('its head is another one than when the backup was made');
  }
}

const broken = (why: string) =>
  new DomainError('ledger_broken', `The ledger of the backup does not verify: ${why}.`, {
    remedy: 'Nothing was restored. Take an older backup and find out who changed this one.',
  });

const notOurs = (name: string) =>
  new DomainError('backup_damaged', `The backup has a part ${name.slice(0, 200)}, which is none of Robata’s.`, {
    remedy: 'Nothing was restored. Take another backup.',
  });
