import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { DomainError } from '../domainError.ts';
import { DatabaseBusyError, LOCK } from '../storage/openStorage.ts';
import { pgliteDialect } from '../storage/pgliteDialect.ts';
import type { Database } from '../storage/schema.ts';
import { checkArchive, type Part, readArchive } from './archive.ts';
import { BACKUP_FORMAT, type BackupManifest } from './backup.ts';
import { checkEmpty, checkLedger, checkMigrations, finishTables, loadPart, makeTables } from './loadTables.ts';

export interface RestoreTarget {
  /** The data folder: not there yet, or empty. */
  readonly folder: string;
  /** An empty PostgreSQL database; null for PGlite in the folder. */
  readonly databaseUrl: string | null;
}

export interface Restored {
  readonly createdAt: string;
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
  /** Of the ledger, whose chain was verified; null where it has no entries. */
  readonly ledger: { readonly sequence: number; readonly hash: string } | null;
}

const MANIFEST_BYTES_MAX = 256 * 2 ** 20;
const FILE = /^files\/((?!\.{1,2}(\/|$))[^/\0]+)(\/(?!\.{1,2}(\/|$))[^/\0]+)*$/;

/**
 * Restores a backup, whole or not at all: every checksum first, then tables in one transaction and files in a folder beside the target, then
 * the count of rows and the ledger's hash chain, and only then both take their places.
 * Throws DomainError `backup_not_found`, `backup_damaged`, `backup_too_new`, `folder_not_empty`, `database_not_empty`, `ledger_broken`.
 */
export async function restore(path: string, { folder, databaseUrl }: RestoreTarget): Promise<Restored> {
  await requireEmptyFolder(folder);
  await checkBackup(path);
  const place = resolve(folder);
  const building = `${place}.restoring-${process.pid}`;
  await mkdir(building, { recursive: true, mode: 0o700 });
  let isMoved = false;
  try {
    const db = new Kysely<Database>({
      dialect:
        databaseUrl === null
          ? pgliteDialect(join(building, 'database'))
          : new PostgresDialect({ pool: new pg.Pool({ connectionString: databaseUrl, max: 1 }) }),
    });
    try {
      const restored = await db.transaction().execute(async (trx) => {
        const result = await restoreWithin(trx, path, building);
        // PGlite is in the folder: it moves with it, once it is closed.
        if (databaseUrl !== null) {
          await rename(building, place);
          isMoved = true;
        }
        return result;
      });
      await db.destroy();
      if (databaseUrl === null) await rename(building, place);
      return restored;
    } finally {
      await db.destroy();
    }
  } catch (error) {
    // The commit itself failed.
    if (isMoved) await rm(place, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

/** Reads a backup to its end and compares every checksum; gives what it says of itself. Throws as `restore` does. */
export async function checkBackup(path: string): Promise<BackupManifest> {
  await checkArchive(path);
  let manifest: BackupManifest | null = null;
  for await (const part of readArchive(path)) {
    if (manifest === null) manifest = await readManifest(part);
    else for await (const _ of part.content);
  }
  if (manifest === null) throw noManifest();
  checkMigrations(manifest);
  return manifest;
}

async function restoreWithin(trx: Transaction<Database>, path: string, folder: string): Promise<Restored> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(${LOCK[0]}::integer, ${LOCK[1]}::integer) as mine`.execute(trx);
  if (rows[0]?.mine !== true) {
    throw new DatabaseBusyError('the database is in use by a robata process: name an empty one of its own.');
  }
  await checkEmpty(trx);
  let manifest: BackupManifest | null = null;
  let files = 0;
  const counts: Record<string, number> = {};
  for await (const part of readArchive(path)) {
    if (manifest === null) {
      manifest = await readManifest(part);
      await makeTables(trx, manifest);
    } else if (part.name.startsWith('tables/')) {
      const { table, rows } = await loadPart(trx, part);
      counts[table] = (counts[table] ?? 0) + rows;
    } else {
      await writePart(folder, part);
      files += 1;
    }
  }
  if (manifest === null) throw noManifest();
  const wrong = Object.entries(manifest.rows).find(([table, count]) => (counts[table] ?? 0) !== count);
  if (wrong !== undefined)
    throw damaged(`the table ${wrong[0]} has ${counts[wrong[0]] ?? 0} rows instead of ${wrong[1]}`);
  await finishTables(trx, manifest);
  // By this one knows a data folder.
  await writeFile(join(folder, 'lock'), '', { mode: 0o600 });
  await checkLedger(trx, manifest);
  return {
    createdAt: manifest.createdAt,
    tables: Object.keys(manifest.rows).length,
    rows: Object.values(counts).reduce((sum, count) => sum + count, 0),
    files,
    ledger: manifest.ledger,
  };
}

async function readManifest({ name, bytes, content }: Part): Promise<BackupManifest> {
  if (name !== 'manifest.json' || bytes > MANIFEST_BYTES_MAX) throw noManifest();
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const manifest = JSON.parse(Buffer.concat(chunks).toString()) as BackupManifest;
  if (manifest.format === BACKUP_FORMAT) return manifest;
  throw new DomainError('backup_too_new', `The backup has the format ${String(manifest.format).slice(0, 40)}.`, {
    remedy: `This Robata reads ${BACKUP_FORMAT}: restore it with a newer one.`,
  });
}

/** A name can never lead out of the folder. */
async function writePart(folder: string, { name, content }: Part): Promise<void> {
  if (!FILE.test(name)) throw damaged(`it has a part ${name.slice(0, 200)}, which is none of Robata’s`);
  const target = join(folder, ...name.split('/').slice(1));
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await pipeline(content, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
}

async function requireEmptyFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new DomainError('folder_not_empty', `${folder} is no folder that can be read.`, {
      remedy: 'Name an empty one, or one that is not there yet.',
      cause: error,
    });
  });
  if (names.length === 0) return;
  throw new DomainError('folder_not_empty', `${folder} is not empty.`, {
    remedy: 'Name an empty folder, or one that is not there yet: a backup is never restored over anything.',
  });
}

const noManifest = () => damaged('it does not begin with its manifest');

const damaged = (why: string) =>
  new DomainError('backup_damaged', `The backup is not sound: ${why}.`, {
    remedy: 'Nothing was restored. Take another one.',
  });
