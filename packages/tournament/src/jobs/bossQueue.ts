import { type Kysely, sql, type Transaction } from 'kysely';
import { fromKysely, type JobWithMetadata, PgBoss } from 'pg-boss';
import { DomainError } from '../domainError.ts';
import type { Database } from '../storage/schema.ts';
import type { SqlStorage } from '../storage/sqlStorage.ts';
import type { JobFilter, JobKind, JobPayload, JobQueue, JobState, JobView } from './jobQueue.ts';

export interface BossQueueInput {
  readonly storage: Pick<SqlStorage, 'db' | 'executeSql'>;
  readonly kinds: Readonly<Record<string, JobKind>>;
  readonly backend: 'postgres' | 'pglite';
  /** False only enqueues and lists: the work is done by other processes. Default true. */
  readonly works?: boolean;
  /** Told of faults of the queue itself. */
  readonly onFault?: (error: Error) => void;
  /** How often a worker looks for jobs. Default 1. */
  readonly pollingSeconds?: number;
}

const RETRY_DELAY_SECONDS = 2;
const RETRY_DELAY_MOST_SECONDS = 600;
const HEARTBEAT_SECONDS = 10;
const KEEP_DAYS = 14;
const MOST_LISTED = 1_000;
const REASON_LENGTH_MAX = 500;
const DAY_SECONDS = 86_400;

/**
 * Jobs on pg-boss in the tournament's own database: enqueued in the domain's transactions, shared by all processes that work on it.
 * A worker that dies is noticed by its missing heartbeat and its job is tried again; the completion of a job that another worker has
 * taken over meanwhile affects nothing, and then its writes are rolled back.
 */
export async function bossQueue(input: BossQueueInput): Promise<JobQueue> {
  const { storage, kinds, backend, works = true, onFault = () => undefined, pollingSeconds = 1 } = input;
  const { db } = storage;
  const boss = new PgBoss({
    db: { executeSql: (text, values) => storage.executeSql(text, values) },
    backend,
    schedule: false,
    supervise: works,
    maintenanceIntervalSeconds: 600,
    monitorIntervalSeconds: 10,
    superviseIntervalSeconds: 10,
    reindex: false,
    monitorVacuum: false,
  });
  // What it tells of are sometimes plain objects with the fields of an error.
  boss.on('error', (fault) => onFault(new Error(`The job queue: ${fault.message}`, { cause: fault })));
  await boss.start();
  const stopping = new AbortController();
  /** Of this process, by kind of job. */
  const workers = new Map<string, string>();
  for (const [name, kind] of Object.entries(kinds)) await open(name, kind);

  async function open(name: string, kind: JobKind): Promise<void> {
    const options = {
      expireInSeconds: kind.deadlineSeconds,
      retryLimit: kind.attempts - 1,
      retryDelay: kind.retryDelaySeconds ?? RETRY_DELAY_SECONDS,
      retryBackoff: true,
      deleteAfterSeconds: KEEP_DAYS * DAY_SECONDS,
    };
    await boss.createQueue(name, { ...options, policy: 'short', heartbeatSeconds: HEARTBEAT_SECONDS });
    await boss.updateQueue(name, { ...options, retryDelayMax: RETRY_DELAY_MOST_SECONDS });
    if (!works) return;
    const fetching = { includeMetadata: true as const, pollingIntervalSeconds: pollingSeconds };
    const worker = await boss.work(
      name,
      { ...fetching, localConcurrency: kind.concurrency ?? 1 },
      async ([job]: JobWithMetadata<JobPayload>[]) => {
        if (job === undefined) return;
        // Looks at once for the next one, and not after the time that a worker without work waits.
        wake(name);
        await run(name, kind, job);
      },
    );
    workers.set(name, worker);
  }

  function wake(name: string): void {
    const worker = workers.get(name);
    if (worker !== undefined) boss.notifyWorker(worker);
  }

  async function run(name: string, kind: JobKind, job: JobWithMetadata<JobPayload>): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(kind.deadlineSeconds * 1000)]);
    const writes = await kind.handler(job.data, { id: job.id, attempt: job.retryCount + 1, signal });
    await db.transaction().execute(async (trx) => {
      const attempt = { id: job.id, retryCount: job.retryCount };
      const { affected } = (await boss.complete(name, attempt, null, { db: fromKysely(executorOf(trx)) })) as {
        affected: number;
      };
      if (affected !== 1) throw new Error('another worker has taken this job over; its work is not written twice');
      await writes?.(trx);
    });
  }

  return {
    async enqueue(within, kind, payload, { key, startsAt } = {}) {
      if (kinds[kind] === undefined) throw new Error(`there is no kind of job '${kind}'`);
      const id = await boss.send(kind, payload, {
        db: fromKysely(executorOf(within ?? db)),
        // Policy 'short' lets one job of a key wait: a key of its own where the caller gives none.
        singletonKey: key ?? crypto.randomUUID(),
        ...(startsAt === undefined ? {} : { startAfter: startsAt }),
      });
      // One that is committed already need not wait until this process looks for jobs again.
      if (within === null) wake(kind);
      return id;
    },
    async list({ kind, state, about, limit = 100 } = {}) {
      const names = kind === undefined ? Object.keys(kinds) : [kind];
      const rows = await jobRows(db, names, Math.min(limit, MOST_LISTED), { state, about });
      return rows.map(viewOf);
    },
    async retry(id) {
      const found = (await jobRows(db, Object.keys(kinds), 1, { id }))[0];
      if (found === undefined) {
        throw new DomainError('unknown_job', `There is no job ${id}.`, { remedy: 'List them: robata admin job list.' });
      }
      const { state } = viewOf(found);
      if (state === 'failed') await boss.retry(found.name, id);
      else if (state === 'cancelled') await boss.resume(found.name, id);
      else {
        throw new DomainError('job_not_finished', `Job ${id} is ${state}.`, {
          remedy: 'Only a failed or cancelled job can be tried again.',
        });
      }
    },
    async stop(graceSeconds = 10) {
      const stopped = boss.stop({ graceful: true, timeout: Math.max(1, graceSeconds) * 1000, close: false });
      stopping.abort();
      await stopped;
    },
  };
}

/** pg-boss asks for Kysely's executor, which the types of Kysely keep to themselves. */
const executorOf = (db: Kysely<Database> | Transaction<Database>) => db as unknown as Parameters<typeof fromKysely>[0];

interface JobRow {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly state: string;
  readonly retry_count: number;
  readonly retry_limit: number;
  readonly position: number | null;
  readonly output: unknown;
  readonly created_on: string;
  readonly start_after: string;
  readonly started_on: string | null;
  readonly deadline: string | null;
  readonly heartbeat_on: string | null;
  readonly completed_on: string | null;
}

const STATES: Readonly<Record<JobState, readonly string[]>> = {
  waiting: ['created'],
  running: ['active'],
  retrying: ['retry'],
  done: ['completed'],
  failed: ['failed'],
  cancelled: ['cancelled'],
};

async function jobRows(
  db: Kysely<Database>,
  names: readonly string[],
  limit: number,
  { state, about, id }: { state?: JobState | undefined; about?: JobFilter['about'] | undefined; id?: string },
): Promise<readonly JobRow[]> {
  const time = (column: string) =>
    sql.raw(`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ${column}`);
  const { rows } = await sql<JobRow>`
    select id::text as id, name, data, state::text as state, retry_count, retry_limit, output,
      case when state in ('created', 'retry') then (
        select count(*)::integer from pgboss.job before
        where before.name = job.name and before.state in ('created', 'retry')
          and (before.start_after, before.created_on, before.id) < (job.start_after, job.created_on, job.id)
      ) end as position,
      ${time('created_on')}, ${time('start_after')}, ${time('started_on')}, ${time('heartbeat_on')}, ${time('completed_on')},
      case when state = 'active' then to_char((started_on + expire_seconds * interval '1 second') at time zone 'utc',
        'YYYY-MM-DD"T"HH24:MI:SS"Z"') end as deadline
    from pgboss.job job
    where name = any(${names}::text[]) and (${id ?? null}::text is null or id::text = ${id ?? null}::text)
      and (${state === undefined}::boolean or state::text = any(${state === undefined ? [] : STATES[state]}::text[]))
      and (${about === undefined}::boolean
        or data ->> ${about?.field ?? ''}::text = any(${about?.oneOf.map(String) ?? []}::text[]))
    order by job.created_on desc, job.id desc limit ${limit}`.execute(db);
  return rows;
}

const parsed = (value: unknown): unknown => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value);

function viewOf(row: JobRow): JobView {
  const state = (Object.keys(STATES) as JobState[]).find((each) => STATES[each].includes(row.state)) ?? 'failed';
  return {
    id: row.id,
    kind: row.name,
    payload: (parsed(row.data) ?? {}) as JobPayload,
    state,
    reason: reasonOf(parsed(row.output)),
    attempt: state === 'waiting' ? 0 : row.retry_count + (state === 'retrying' ? 0 : 1),
    attempts: row.retry_limit + 1,
    position: row.position,
    createdAt: row.created_on,
    startsAt: row.start_after,
    startedAt: row.started_on,
    deadlineAt: row.deadline,
    heartbeatAt: row.heartbeat_on,
    completedAt: row.completed_on,
  };
}

function reasonOf(output: unknown): string | null {
  const message = (output as { message?: unknown; value?: { message?: unknown } } | null)?.message;
  return typeof message === 'string' ? message.slice(0, REASON_LENGTH_MAX) : null;
}
