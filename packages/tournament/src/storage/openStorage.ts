import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { DatabaseBusyError, type DatabaseOwner, lostBecause, ownDatabase, ownedDialect } from './databaseOwner.ts';
import { pgliteDialect } from './pgliteDialect.ts';
import { schemaName } from './schemaName.ts';
import { type SqlStorage, sqlStorage } from './sqlStorage.ts';

export { DatabaseBusyError, DatabaseLostError, LOCK } from './databaseOwner.ts';

const INT8 = 20;
/** The types of pg know no arrays. */
const FLOAT8_ARRAY = 1022 as never;

/** The storage of the one process that writes to a database. */
export interface OwnedStorage extends SqlStorage {
  /** Rejects with DatabaseLostError once the database is this process's no longer, and every transaction from then on; never resolves. */
  readonly lost: Promise<never>;
}

/**
 * Opens a PostgreSQL server by its URL for one writer (see `ownDatabase`). Throws with one plain sentence where the server cannot be reached,
 * DatabaseBusyError where another process writes. `heartbeatMs`, `answerMs`: how often the connection is tried, and how long it may be silent.
 */
export async function openPostgres(
  url: string,
  pulse: { readonly heartbeatMs?: number; readonly answerMs?: number } = {},
): Promise<OwnedStorage> {
  const pool = poolOf(url);
  let owner: DatabaseOwner;
  try {
    owner = await ownDatabase(pool, pulse);
  } catch (cause) {
    await pool.end();
    if (cause instanceof DatabaseBusyError) throw cause;
    throw unreachable(cause instanceof Error && cause.message !== '' ? cause.message : 'no answer', cause);
  }
  try {
    const storage = await storageOn(pool, ownedDialect(pool, owner));
    await owner.begin();
    return {
      ...storage,
      lost: owner.lost,
      close: async () => {
        owner.release();
        await Promise.race([storage.close(), afterSeconds(CLOSE_SECONDS)]);
      },
    };
  } catch (error) {
    owner.release();
    await pool.end();
    throw error;
  }
}

/** Connections that nobody answers are given up. */
const CLOSE_SECONDS = 10;
const afterSeconds = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000).unref();
  });

/**
 * Opens a PostgreSQL that another process holds, for a worker beside it: no lock is taken, and the schema is left alone. Whoever opens it so
 * writes only in ways that bear company: jobs and what they touch, never rounds. Throws as `openPostgres`, and where the schema is older.
 */
export async function openPostgresBeside(url: string): Promise<SqlStorage> {
  const pool = poolOf(url);
  try {
    await pool.query('select 1');
  } catch (cause) {
    await pool.end();
    throw unreachable(cause instanceof Error && cause.message !== '' ? cause.message : 'no answer', cause);
  }
  return storageOn(pool, new PostgresDialect({ pool }), { migrates: false });
}

function poolOf(url: string): pg.Pool {
  pg.types.setTypeParser(INT8, (value) => value);
  // Flat arrays without nulls are all there are: four times as fast as pg's own parser of any array.
  pg.types.setTypeParser(FLOAT8_ARRAY, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)));
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000, keepAlive: true });
  // A connection that breaks is told to whoever uses it, at their next query; where nobody does, the pool makes another one.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

const unreachable = (reason: string, cause: unknown): Error =>
  new Error(
    `the database of DATABASE_URL cannot be reached (${reason}): check that it runs and that the address is right.`,
    { cause },
  );

async function storageOn(
  pool: pg.Pool,
  dialect: Dialect,
  options: { readonly migrates?: boolean } = {},
): Promise<SqlStorage> {
  const storage = await sqlStorage(dialect, options);
  return {
    ...storage,
    executeSql: async (text, values) => {
      const answer = (await pool.query(text, values === undefined ? undefined : [...values])) as
        | pg.QueryResult<object>
        | pg.QueryResult<object>[];
      return { rows: [answer].flat().flatMap(({ rows }) => rows) };
    },
  };
}

/** Opens the PGlite database in `folder`, or one in memory for null. The caller holds the lock on the folder (see dataFolder.ts). */
export async function openPglite(folder: string | null): Promise<OwnedStorage> {
  const { promise: lost, reject } = Promise.withResolvers<never>();
  lost.catch(() => undefined);
  const dialect = pgliteDialect(folder, ({ message }) => reject(lostBecause(message)), await schemaName());
  const storage = await sqlStorage(dialect);
  await dialect.keep();
  return { ...storage, lost };
}
