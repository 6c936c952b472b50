import { type Kysely, sql } from 'kysely';
import type { JobState } from '../jobs/jobQueue.ts';
import type { Database } from '../storage/schema.ts';

/** What those who watch a server want to know of its tournament, from the database, so that it is the same on every process. */
export interface TournamentFigures {
  /** How long the database took for the least question there is; on PGlite with the wait for what runs before. */
  readonly databaseSeconds: number;
  readonly jobs: readonly { readonly kind: string; readonly state: JobState; readonly count: number }[];
  readonly submissions: readonly { readonly tournament: string; readonly state: string; readonly count: number }[];
  readonly rounds: readonly { readonly state: string; readonly count: number }[];
  /** Sequence of the last entry of the ledger; 0 before the first. */
  readonly ledgerHead: number;
}

const JOB_STATES: Readonly<Record<string, JobState>> = {
  created: 'waiting',
  active: 'running',
  retry: 'retrying',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

export async function tournamentFigures(db: Kysely<Database>): Promise<TournamentFigures> {
  const began = performance.now();
  const { rows: found } = await sql<{ has_jobs: boolean }>`
    select to_regclass('pgboss.job') is not null as has_jobs`.execute(db);
  const databaseSeconds = (performance.now() - began) / 1000;
  const jobs =
    found[0]?.has_jobs === true
      ? await sql<{ kind: string; state: string; count: number }>`
          select name as kind, state::text as state, count(*)::integer as count from pgboss.job group by 1, 2 order by 1, 2`.execute(
          db,
        )
      : { rows: [] };
  const submissions = await sql<{ tournament: string; state: string; count: number }>`
    select tournament, state, count(*)::integer as count from submission group by 1, 2 order by 1, 2`.execute(db);
  const rounds = await sql<{ state: string; count: number }>`
    select state, count(*)::integer as count from round group by 1 order by 1`.execute(db);
  const head = await sql<{ head: number }>`
    select coalesce(max(sequence), 0)::integer as head from ledger_entry`.execute(db);
  return {
    databaseSeconds,
    jobs: jobs.rows.map((row) => ({ ...row, state: JOB_STATES[row.state] ?? 'failed' })),
    submissions: submissions.rows,
    rounds: rounds.rows,
    ledgerHead: head.rows[0]?.head ?? 0,
  };
}

/** What the database takes on its disk; null where it does not say. */
export async function databaseBytes(db: Kysely<Database>): Promise<number | null> {
  try {
    const { rows } = await sql<{ bytes: string }>`select pg_database_size(current_database())::text as bytes`.execute(
      db,
    );
    return rows[0] === undefined ? null : Number(rows[0].bytes);
  } catch {
    // It needs a right that the tournament's role may not have.
    return null;
  }
}
