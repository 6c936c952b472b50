import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../storage/schema.ts';

/** Ids and small facts only: arrays stay in files and tables. */
export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/**
 * What a job does. It computes outside of any transaction and gives back what it wants written: those writes and the job's completion
 * are one transaction. A job that was taken over by another worker meanwhile writes nothing. It may run more than once, so whatever it
 * does besides those writes must bear repetition. `isCancelled` turns true when its deadline has passed or the queue stops.
 */
export type JobHandler = (
  payload: JobPayload,
  job: { readonly id: string; readonly attempt: number; readonly signal: AbortSignal },
) => Promise<JobWrites | void>;

export type JobWrites = (trx: Transaction<Database>) => Promise<void>;

export interface JobKind {
  readonly handler: JobHandler;
  /** A run that takes longer is given up and tried again. */
  readonly deadlineSeconds: number;
  /** Runs in all, at least 1. */
  readonly attempts: number;
  /** Before the second run; doubles with every further one. Default 2. */
  readonly retryDelaySeconds?: number;
  /** How many run side by side in one process. Default 1. */
  readonly concurrency?: number;
}

export type JobState = 'waiting' | 'running' | 'retrying' | 'done' | 'failed' | 'cancelled';

/** A job as people see it: never silent about why it is where it is. */
export interface JobView {
  readonly id: string;
  readonly kind: string;
  readonly payload: JobPayload;
  readonly state: JobState;
  /** Of the last run that failed, in one sentence; null where none did. */
  readonly reason: string | null;
  /** Runs begun, and allowed. */
  readonly attempt: number;
  readonly attempts: number;
  /** Jobs of its kind that run before it; 0 for the next one, null where it does not wait. */
  readonly position: number | null;
  readonly createdAt: string;
  readonly startsAt: string;
  readonly startedAt: string | null;
  /** When a run that has begun is given up. */
  readonly deadlineAt: string | null;
  readonly heartbeatAt: string | null;
  readonly completedAt: string | null;
}

export interface EnqueueOptions {
  /** At most one job of a kind and key waits at a time: a second one is not made (and null is given). */
  readonly key?: string;
  /** Not before; default now. */
  readonly startsAt?: Date;
}

export interface JobFilter {
  readonly kind?: string;
  readonly state?: JobState;
  /** Only jobs whose payload has one of these values in this field. */
  readonly about?: { readonly field: string; readonly oneOf: readonly (string | number)[] };
  /** Newest first; default 100, at most 1,000. */
  readonly limit?: number;
}

/** The port to the jobs. All implementations pass one contract suite. */
export interface JobQueue {
  /** Makes a job in the caller's transaction (null: in one of its own): it runs only if that commits. Gives its id. */
  enqueue(
    within: Kysely<Database> | Transaction<Database> | null,
    kind: string,
    payload: JobPayload,
    options?: EnqueueOptions,
  ): Promise<string | null>;
  list(filter?: JobFilter): Promise<readonly JobView[]>;
  /** A failed or cancelled job begins anew with all its attempts. Throws DomainError `unknown_job` or `job_not_finished`. */
  retry(id: string): Promise<void>;
  /** Waits for what runs, at most so long; what is given up is tried again later by whoever works then. */
  stop(graceSeconds?: number): Promise<void>;
}
