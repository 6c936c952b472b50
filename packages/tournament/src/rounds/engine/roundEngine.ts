import type { JobKind, JobPayload } from '../../jobs/jobQueue.ts';
import type { RoundStep, RoundStepKind } from '../../records.ts';
import type { Storage } from '../../storage/storage.ts';
import { isoSecond } from '../../submissions/isoSecond.ts';
import type { SharedLedger } from '../sharedLedger.ts';
import { takeSnapshot, closeStep } from './closeStep.ts';
import { openStep } from './openStep.ts';
import { type OperatorDecisions, operatorDecisions } from './operatorDecisions.ts';
import { resolveStep } from './resolveStep.ts';
import { rescore, type RescoreCause, type RescoreOutcome } from './rescore.ts';
import type { RoundDesk } from './roundDesk.ts';
import { scoreStep } from './scoreStep.ts';
import { type Approval, postpone, type StepOutcome } from './step.ts';

export interface RoundEngineInput {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly desk: RoundDesk;
  readonly now: () => Date;
  /** Makes a job of this kind; a second one of the same key need not be made while one waits. */
  readonly enqueue: (kind: string, payload: JobPayload, key: string) => Promise<unknown>;
  /** Default: automatic. */
  readonly approval?: Approval;
  /** After so many seconds a postponed step is tried again. Default 60. */
  readonly retrySeconds?: number;
}

export interface RoundEngine extends OperatorDecisions {
  /** The kinds of jobs that do the work, for the queue: `round-open`, `round-close`, `round-score`, `round-resolve`. */
  readonly kinds: Readonly<Record<string, JobKind>>;
  /** Makes jobs of what is due. Gives how many. */
  tick(): Promise<number>;
  /** Does one step, if it is still to be done: by whoever and however often it is asked, it is done once. */
  run(step: Pick<RoundStep, 'round' | 'kind' | 'day'>): Promise<StepOutcome>;
  /** Writes down what is due when. A step that is known keeps its row. */
  schedule(round: number, steps: readonly Pick<RoundStep, 'kind' | 'day' | 'dueAt'>[]): Promise<void>;
  /** Scores the days of a round that are scored already once more, because their data were restated; see `rescore`. */
  rescore(round: number, cause: RescoreCause): Promise<RescoreOutcome>;
  /** Fixes the stakes of rounds whose close is due and has not run yet, so that no change after the close counts in them. */
  takeDueSnapshots(): Promise<void>;
}

/** Public: what exactly failed may name what is nobody's business, and stands with the job. */
const FAILED = 'It failed and is tried again: robata admin job list says why.';

const JOB_SECONDS: Readonly<Record<RoundStepKind, number>> = { open: 300, close: 900, score: 900, resolve: 900 };
const ATTEMPTS = 10;
/**
 * A job that was made is not made again for so long, unless its step was done or tried meanwhile: its worker may have died, and a second job
 * costs nothing where it has not.
 */
const PATIENCE_MS = 12_000;

/**
 * What drives the rounds of a tournament: rows say what is due when, a ticker makes jobs of them, and each job is one step of one round,
 * guarded by the round's own state. A step that ran twice, or in two workers at once, is done once; one that died is tried again; what is
 * missing postpones it, with an incident. The clock, the queue and the storage are ports, so that a simulation drives the same engine.
 */
export function roundEngine(input: RoundEngineInput): RoundEngine {
  const { storage, ledger, desk, now, enqueue, approval = 'automatic', retrySeconds = 60 } = input;
  const context = { storage, ledger, desk, approval, now: () => isoSecond(now()) };
  /** Jobs that this process made lately, by their key. */
  const made = new Map<string, number>();
  const keyOf = ({ round, kind, day }: Pick<RoundStep, 'round' | 'kind' | 'day'>): string => `${round}:${kind}:${day}`;
  const decisions = operatorDecisions({
    storage,
    ledger,
    releasePolicy: async (record) => desk.releasePolicy?.(record),
  });
  const doStep: Readonly<Record<RoundStepKind, (step: RoundStep) => Promise<StepOutcome>>> = {
    open: (step) => openStep(context, step),
    close: (step) => closeStep(context, step),
    score: (step) => scoreStep(context, step),
    resolve: (step) => resolveStep(context, step),
  };

  const run: RoundEngine['run'] = async ({ round, kind, day }) => {
    const steps = await storage.steps(round);
    const first = steps.find(({ state }) => state === 'waiting');
    if (first === undefined || first.kind !== kind || first.day !== day) return { status: 'nothing' };
    const outcome = await doStep[kind](first).catch(async (error: unknown) => {
      // Told where people look; the job tries again sooner than the step is due again.
      await postpone(context, first, { why: FAILED }, retrySeconds).catch(() => undefined);
      throw error;
    });
    made.delete(keyOf(first));
    if (outcome.status === 'missing') await postpone(context, first, outcome, retrySeconds);
    return outcome;
  };
  const kindOf = (kind: RoundStepKind): JobKind => ({
    deadlineSeconds: JOB_SECONDS[kind],
    attempts: ATTEMPTS,
    retryDelaySeconds: 1,
    handler: async ({ round, day }) => void (await run({ round: Number(round), kind, day: Number(day) })),
  });

  return {
    kinds: {
      'round-open': kindOf('open'),
      'round-close': kindOf('close'),
      'round-score': kindOf('score'),
      'round-resolve': kindOf('resolve'),
    },
    run,
    async tick() {
      const at = now();
      // What other processes do is never told here: what is old goes, or it would stay for ever.
      for (const [key, since] of made) if (Math.abs(at.getTime() - since) >= PATIENCE_MS) made.delete(key);
      let count = 0;
      for (const step of await storage.dueSteps(isoSecond(at))) {
        const key = keyOf(step);
        if (made.has(key)) continue;
        await enqueue(`round-${step.kind}`, { round: step.round, day: step.day }, key);
        made.set(key, at.getTime());
        count += 1;
      }
      return count;
    },
    schedule: (round, steps) =>
      storage.transaction(async (writer) => {
        const known = new Set((await writer.steps(round)).map(keyOf));
        const rows = steps.map((step): RoundStep => {
          return { round, ...step, state: 'waiting', postponed: null, nextAt: step.dueAt };
        });
        await writer.putSteps(rows.filter((row) => !known.has(keyOf(row))));
      }),
    rescore: (round, cause) => rescore(context, round, cause),
    async takeDueSnapshots() {
      for (const { round, kind } of await storage.dueSteps(context.now(), true)) {
        if (kind !== 'close') continue;
        const record = await storage.round(round);
        if (record?.state === 'open') await takeSnapshot(context, record);
      }
    },
    async approve(input) {
      await decisions.approve(input);
      made.clear();
    },
    cancel: decisions.cancel,
  };
}
