import type { Kysely } from 'kysely';
import { DomainError } from '../domainError.ts';
import type { Database } from '../storage/schema.ts';
import type { JobKind, JobPayload, JobQueue, JobState, JobView } from './jobQueue.ts';

interface Job {
  readonly id: string;
  readonly kind: string;
  readonly key: string | null;
  readonly payload: JobPayload;
  readonly createdAt: Date;
  startsAt: Date;
  state: JobState;
  attempt: number;
  reason: string | null;
  startedAt: Date | null;
  completedAt: Date | null;
}

export interface ImmediateQueueInput {
  /** Where jobs write what they give back; null where none of them gives anything. */
  readonly db: Kysely<Database> | null;
  readonly kinds: Readonly<Record<string, JobKind>>;
  readonly now: () => Date;
}

const RETRY_DELAY_SECONDS = 2;

/**
 * Jobs in memory, run one after the other when `runDue` is called: deterministic, on any clock, for seasons and simulations.
 * Unlike a queue in the database it does not see a transaction roll back: a job that was made in one stays.
 */
export function immediateQueue({ db, kinds, now }: ImmediateQueueInput): JobQueue & {
  /** Runs what is due, in order, and what that makes due, until nothing is. Gives how many ran. */
  runDue(): Promise<number>;
} {
  const jobs: Job[] = [];
  const kindOf = (name: string): JobKind => {
    const kind = kinds[name];
    if (kind === undefined) throw new Error(`there is no kind of job '${name}'`);
    return kind;
  };
  const isWaiting = ({ state }: Job): boolean => state === 'waiting' || state === 'retrying';
  const inOrder = (a: Job, b: Job): number =>
    a.startsAt.getTime() - b.startsAt.getTime() || jobs.indexOf(a) - jobs.indexOf(b);
  const queueOf = (kind: string): Job[] => jobs.filter((job) => job.kind === kind && isWaiting(job)).sort(inOrder);

  async function run(job: Job): Promise<void> {
    const { handler, attempts, retryDelaySeconds = RETRY_DELAY_SECONDS } = kindOf(job.kind);
    job.state = 'running';
    job.attempt += 1;
    job.startedAt = now();
    try {
      const writes = await handler(job.payload, {
        id: job.id,
        attempt: job.attempt,
        signal: new AbortController().signal,
      });
      if (writes !== undefined) {
        if (db === null) throw new Error(`a job of the kind '${job.kind}' has writes and there is no database`);
        await db.transaction().execute(writes);
      }
      job.state = 'done';
      job.completedAt = now();
    } catch (error) {
      job.reason = error instanceof Error ? error.message : String(error);
      const isLast = job.attempt >= attempts;
      job.state = isLast ? 'failed' : 'retrying';
      if (isLast) job.completedAt = now();
      else job.startsAt = new Date(now().getTime() + retryDelaySeconds * 2 ** (job.attempt - 1) * 1000);
    }
  }

  return {
    async enqueue(_within, kind, payload, { key, startsAt } = {}) {
      kindOf(kind);
      if (key !== undefined && queueOf(kind).some((job) => job.key === key)) return null;
      const job: Job = {
        id: crypto.randomUUID(),
        kind,
        key: key ?? null,
        payload,
        createdAt: now(),
        startsAt: startsAt ?? now(),
        state: 'waiting',
        attempt: 0,
        reason: null,
        startedAt: null,
        completedAt: null,
      };
      jobs.push(job);
      return job.id;
    },
    async list({ kind, state, about, limit = 100 } = {}) {
      return jobs
        .filter((job) => (kind === undefined || job.kind === kind) && (state === undefined || job.state === state))
        .filter(({ payload }) => about === undefined || about.oneOf.map(String).includes(String(payload[about.field])))
        .toReversed()
        .slice(0, limit)
        .map((job) => viewOf(job, kindOf(job.kind), queueOf(job.kind)));
    },
    async retry(id) {
      const job = jobs.find((each) => each.id === id);
      if (job === undefined) throw new DomainError('unknown_job', `There is no job ${id}.`);
      if (job.state !== 'failed' && job.state !== 'cancelled') {
        throw new DomainError('job_not_finished', `Job ${id} is ${job.state}.`);
      }
      job.state = 'waiting';
      job.attempt = 0;
      job.startsAt = now();
      job.completedAt = null;
    },
    async runDue() {
      for (let ran = 0; ; ran++) {
        const due = jobs.filter((job) => isWaiting(job) && job.startsAt.getTime() <= now().getTime()).sort(inOrder)[0];
        if (due === undefined) return ran;
        await run(due);
      }
    },
    stop: async () => undefined,
  };
}

const timeText = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
const timeOrNull = (date: Date | null): string | null => (date === null ? null : timeText(date));

function viewOf(job: Job, kind: JobKind, waiting: readonly Job[]): JobView {
  const position = waiting.indexOf(job);
  const isRunning = job.state === 'running' && job.startedAt !== null;
  return {
    id: job.id,
    kind: job.kind,
    payload: job.payload,
    state: job.state,
    reason: job.reason,
    attempt: job.attempt,
    attempts: kind.attempts,
    position: position < 0 ? null : position,
    createdAt: timeText(job.createdAt),
    startsAt: timeText(job.startsAt),
    startedAt: timeOrNull(job.startedAt),
    deadlineAt: isRunning ? timeText(new Date((job.startedAt as Date).getTime() + kind.deadlineSeconds * 1000)) : null,
    heartbeatAt: null,
    completedAt: timeOrNull(job.completedAt),
  };
}
