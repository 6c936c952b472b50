import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely';
import type pg from 'pg';

/** Names our lock among whatever else locks in that database. */
export const LOCK = [726, 262] as const;

export class DatabaseBusyError extends Error {
  override readonly name = 'DatabaseBusyError';
}

/** This process wrote to the database and no longer may: its connection was lost, or another process has taken over. */
export class DatabaseLostError extends Error {
  override readonly name = 'DatabaseLostError';
}

/** The one process that plays a PostgreSQL's market. */
export interface DatabaseOwner {
  /** Rejects with DatabaseLostError once it is so no longer; never resolves. */
  readonly lost: Promise<never>;
  /** Asked in every transaction before its first statement: throws DatabaseLostError where somebody else is the owner by now. */
  check(connection: DatabaseConnection): Promise<void>;
  /** Takes the next number of an owner, once the tables stand: whatever an owner before has under way ends first, and nothing of it comes after. */
  begin(): Promise<void>;
  release(): void;
}

/** One row: the owner's number, which is one more than the last one's. In a schema of its own, for it is no part of the tournament that a backup takes along. */
const TAKE_NUMBER = `
  create schema if not exists robata_owner;
  create table if not exists robata_owner.owner (one boolean primary key default true check (one), number bigint not null);
  insert into robata_owner.owner (number) values (1) on conflict (one) do update set number = owner.number + 1
    returning number::text as number`;
const NUMBER = 'select number::text as number from robata_owner.owner';
const HEARTBEAT_MS = 5_000;
const ANSWER_MS = 15_000;
/** A process that was killed holds its lock until its last statement has ended. */
const PATIENCE_MS = 2_000;
const LOOK_MS = 100;

/**
 * Makes this process the owner of a database. Two things together: a session lock, which goes with its connection however the process ends,
 * keeps a second one out; and a number that every transaction reads under a shared lock, and that a new owner raises. So an owner that
 * lost its lock without noticing (a network that is cut, a process that was frozen) commits nothing after the next one has begun.
 * Throws DatabaseBusyError where another process is the owner.
 */
export async function ownDatabase(
  pool: pg.Pool,
  { heartbeatMs = HEARTBEAT_MS, answerMs = ANSWER_MS } = {},
): Promise<DatabaseOwner> {
  const session = await pool.connect();
  const { promise: lost, reject } = Promise.withResolvers<never>();
  lost.catch(() => undefined);
  let reason: string | null = null;
  const lose = (why: string): void => {
    if (reason !== null) return;
    reason = why;
    clearTimeout(heartbeat);
    reject(lostBecause(why));
  };
  session.on('error', ({ message }) => lose(message));
  session.on('end', () => lose('the connection has ended'));
  let heartbeat: NodeJS.Timeout;
  const beat = async (): Promise<void> => {
    const late = setTimeout(() => lose(`no answer for ${answerMs / 1000} s`), answerMs);
    await session.query('select 1').catch(({ message }: Error) => lose(message));
    clearTimeout(late);
    if (reason === null) heartbeat = setTimeout(beat, heartbeatMs).unref();
  };
  heartbeat = setTimeout(beat, heartbeatMs).unref();
  const release = (): void => {
    clearTimeout(heartbeat);
    reason ??= 'it was closed';
    // A session that has a lock, or that nobody answers, is no use to anybody else.
    session.release(true);
  };

  try {
    for (let waitedMs = 0; !(await isLocked(session)); waitedMs += LOOK_MS) {
      if (waitedMs >= PATIENCE_MS) {
        throw new DatabaseBusyError(
          'the database is in use by another robata process: stop that one, or name another database.',
        );
      }
      await new Promise((resolve) => {
        setTimeout(resolve, LOOK_MS);
      });
    }
  } catch (error) {
    release();
    throw error;
  }

  let own: string | null = null;
  return {
    lost,
    async begin() {
      // Several statements give several results; not read again, for by then it may be the next owner's.
      const results = (await session.query(TAKE_NUMBER)) as unknown as pg.QueryResult<{ number: string }>[];
      own = results.at(-1)?.rows[0]?.number ?? null;
    },
    async check(connection) {
      if (reason !== null) throw lostBecause(reason);
      if (own === null) return;
      const { rows } = await connection.executeQuery<{ number: string }>(CompiledQuery.raw(`${NUMBER} for share`));
      if (rows[0]?.number === own) return;
      lose('another robata process has taken it over');
      throw lostBecause('another robata process has taken it over');
    },
    release,
  };
}

async function isLocked(session: pg.PoolClient): Promise<boolean> {
  const text = 'select pg_try_advisory_lock($1, $2) as mine';
  return (await session.query<{ mine: boolean }>(text, [...LOCK])).rows[0]?.mine === true;
}

export const lostBecause = (why: string): DatabaseLostError =>
  new DatabaseLostError(
    `the database was lost (${why}): nothing more was written; start robata again once that is mended.`,
  );

/** Kysely on a pool whose transactions each begin with asking whether they still may. */
export function ownedDialect(pool: pg.Pool, owner: Pick<DatabaseOwner, 'check'>): PostgresDialect {
  return new OwnedDialect(pool, owner);
}

class OwnedDialect extends PostgresDialect {
  readonly #pool: pg.Pool;
  readonly #owner: Pick<DatabaseOwner, 'check'>;

  constructor(pool: pg.Pool, owner: Pick<DatabaseOwner, 'check'>) {
    super({ pool });
    this.#pool = pool;
    this.#owner = owner;
  }

  override createDriver(): Driver {
    return new OwnedDriver(this.#pool, this.#owner);
  }
}

class OwnedDriver extends PostgresDriver {
  readonly #owner: Pick<DatabaseOwner, 'check'>;

  constructor(pool: pg.Pool, owner: Pick<DatabaseOwner, 'check'>) {
    super({ pool });
    this.#owner = owner;
  }

  override async beginTransaction(
    connection: Parameters<PostgresDriver['rollbackTransaction']>[0],
    settings: TransactionSettings,
  ): Promise<void> {
    await super.beginTransaction(connection, settings);
    try {
      await this.#owner.check(connection);
    } catch (error) {
      // Kysely rolls back only what it knows to have begun.
      await this.rollbackTransaction(connection).catch(() => undefined);
      throw error;
    }
  }
}
