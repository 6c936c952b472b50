import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { folderBlobs } from './blobs/folderBlobs.ts';
import type { Blobs } from './blobs/blobs.ts';
import type { SqlStorage } from './storage/sqlStorage.ts';

/** A place where a tournament lives: its database and its bulk files, held by one process at a time. */
export interface DataFolder {
  readonly storage: SqlStorage;
  readonly backend: 'pglite' | 'postgres';
  readonly blobs: Blobs;
  /** Where dataset releases lie. */
  readonly datasetFolder: string;
  /** Rejects with DatabaseLostError where the database is lost to this process: it must end, for another may hold it by now. Never resolves. */
  readonly lost: Promise<never>;
  close(): Promise<void>;
}

export class DataFolderBusyError extends Error {
  override readonly name = 'DataFolderBusyError';
}

/**
 * Opens (or makes) the data folder: PGlite inside it, or the PostgreSQL of `databaseUrl`; bulk files always in the folder.
 * Throws DataFolderBusyError while another process holds it: two PGlites on one folder lose rows without a word.
 */
export async function openDataFolder(folder: string, databaseUrl: string | null = null): Promise<DataFolder> {
  makeFolder(folder);
  const lock = lockFolder(folder);
  try {
    // Only now: whoever is refused here goes to the server that holds the folder, and needs no database.
    const { openPglite, openPostgres } = await import('./storage/openStorage.ts');
    const storage = databaseUrl === null ? await openPglite(join(folder, 'database')) : await openPostgres(databaseUrl);
    return {
      storage,
      lost: storage.lost,
      backend: databaseUrl === null ? 'pglite' : 'postgres',
      blobs: folderBlobs(join(folder, 'blobs')),
      datasetFolder: join(folder, 'datasets'),
      async close() {
        await storage.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** A worker has nothing to lose: it owns nothing. */
const NEVER = new Promise<never>(() => undefined);

/** By its ending it is left out of backups: a restored folder is another one. */
const SHARED_FILE = 'shared.part';
const SHARED_DOCUMENT = 'shared folder';

/** Marks folder and database as belonging together, so that workers can see that the folder they were given is this one and no copy. For the process that holds both. */
export async function markSharedFolder(folder: string, storage: SqlStorage): Promise<void> {
  const mark = randomUUID();
  writeFileSync(join(folder, SHARED_FILE), mark, { mode: 0o600 });
  await storage.transaction((writer) => writer.putDocument(SHARED_DOCUMENT, mark));
}

/**
 * Opens the PostgreSQL and the data folder that a server holds, for a worker beside it. Throws with one sentence where the folder is not the
 * one that the server uses: uploads lie in it.
 */
export async function openDataFolderBeside(folder: string, databaseUrl: string): Promise<DataFolder> {
  const { openPostgresBeside } = await import('./storage/openStorage.ts');
  const storage = await openPostgresBeside(databaseUrl);
  try {
    const mark = existsSync(join(folder, SHARED_FILE)) ? readFileSync(join(folder, SHARED_FILE), 'utf8') : null;
    if (mark === null || mark !== (await storage.document(SHARED_DOCUMENT))) {
      throw new Error(
        `${folder} is not the data folder of this database's server: name the same folder with --data (workers on other machines need it shared), and start the server first.`,
      );
    }
  } catch (error) {
    await storage.close();
    throw error;
  }
  return {
    storage,
    lost: NEVER,
    backend: 'postgres',
    blobs: folderBlobs(join(folder, 'blobs')),
    datasetFolder: join(folder, 'datasets'),
    close: () => storage.close(),
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST' || code === 'ENOTDIR'
        ? 'a file is in its way'
        : code === 'EACCES'
          ? 'it may not be written'
          : code;
    throw new Error(`${folder} cannot be a data folder (${why}): name another one with --data.`, { cause });
  }
}

/** Whether a tournament was begun in this folder. */
export const isDataFolder = (folder: string): boolean => existsSync(join(folder, 'lock'));

/** The operating system drops this lock with the process, however it ends: a SQLite file held in an exclusive transaction. */
function lockFolder(folder: string): { close(): void } {
  const lock = new DatabaseSync(join(folder, 'lock'));
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    throw new DataFolderBusyError(
      `the data folder ${folder} is in use by another robata process: stop that one, or name another folder with --data.`,
      { cause },
    );
  }
  return lock;
}
