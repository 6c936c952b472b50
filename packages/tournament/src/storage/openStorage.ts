import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { pgliteDialect } from './pgliteDialect.ts';
import { sqlStorage } from './sqlStorage.ts';
import type { Storage } from './storage.ts';

const INT8 = 20;

/** Opens a PostgreSQL server by its URL. Throws with one plain sentence where it cannot be reached. */
export async function openPostgres(url: string): Promise<Storage> {
  pg.types.setTypeParser(INT8, (value) => value);
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  try {
    const client = await pool.connect();
    client.release();
  } catch (cause) {
    await pool.end();
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : 'no answer';
    throw new Error(
      `the database of DATABASE_URL cannot be reached (${reason}): check that it runs and that the address is right.`,
      {
        cause,
      },
    );
  }
  return sqlStorage(new PostgresDialect({ pool }));
}

/** Opens the PGlite database in `folder`, or one in memory for null. The caller holds the lock on the folder (see dataFolder.ts). */
export function openPglite(folder: string | null): Promise<Storage> {
  return sqlStorage(pgliteDialect(folder));
}
