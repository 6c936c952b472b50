import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { pgliteDialect } from './pgliteDialect.ts';
import { type SqlStorage, sqlStorage } from './sqlStorage.ts';

const INT8 = 20;
/** The types of pg know no arrays. */
const FLOAT8_ARRAY = 1022 as never;

/** Names our lock among whatever else locks in that database. */
export const LOCK = [726, 262] as const;

export class DatabaseBusyError extends Error {
  override readonly name = 'DatabaseBusyError';
}

/**
 * Opens a PostgreSQL server by its URL for one writer: a session lock tells a second one to stay away, and goes with the connection, however
 * the process ends. Throws with one plain sentence where the server cannot be reached, DatabaseBusyError where another process writes.
 */
export async function openPostgres(url: string): Promise<SqlStorage> {
  const pool = poolOf(url);
  let lock: pg.PoolClient;
  let isMine: boolean;
  try {
    lock = await pool.connect();
    const answer = await lock.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [...LOCK]);
    isMine = answer.rows[0]?.mine === true;
  } catch (cause) {
    await pool.end();
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : 'no answer';
    throw unreachable(reason, cause);
  }
  if (!isMine) {
    lock.release();
    await pool.end();
    throw new DatabaseBusyError(
      'the database is in use by another robata process: stop that one, or name another database.',
    );
  }
  const storage = await storageOn(pool);
  return {
    ...storage,
    close: async () => {
      lock.release();
      await storage.close();
    },
  };
}

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
  return storageOn(pool, { migrates: false });
}

function poolOf(url: string): pg.Pool {
  pg.types.setTypeParser(INT8, (value) => value);
  // Flat arrays without nulls are all there are: four times as fast as pg's own parser of any array.
  pg.types.setTypeParser(FLOAT8_ARRAY, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)));
  return new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
}

const unreachable = (reason: string, cause: unknown): Error =>
  new Error(
    `the database of DATABASE_URL cannot be reached (${reason}): check that it runs and that the address is right.`,
    { cause },
  );

async function storageOn(pool: pg.Pool, options: { readonly migrates?: boolean } = {}): Promise<SqlStorage> {
  const storage = await sqlStorage(new PostgresDialect({ pool }), options);
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
export function openPglite(folder: string | null): Promise<SqlStorage> {
  return sqlStorage(pgliteDialect(folder));
}
