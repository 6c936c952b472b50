import { Worker } from 'node:worker_threads';
import { closeRound, type Closing, type ClosingInput } from './closeRound.ts';
import type { ContributionReport } from './contributions.ts';
import { type ClosedRound, type RoundScoring, roundScoring } from './roundScoring.ts';
import type { ScoringReply, ScoringRequest } from './scoringWorker.ts';
import type { ContributionSettings } from './tournamentConfig.ts';

/** One closed round, wherever it is scored; see `RoundScoring`. What is asked is answered in order. */
export interface RoundScores {
  readonly report: Promise<ContributionReport>;
  score(...outcome: Parameters<RoundScoring['score']>): Promise<ReadonlyMap<string, Float64Array>>;
  kit(returns: Float64Array): Promise<Uint8Array>;
  /** Lets go what was kept for scoring, once all that was asked before is answered. */
  release(): void;
}

/** Where closed rounds are scored: in this thread or in others, with the same bits. */
export interface ScoringService {
  /** What follows from a round's close; see `closeRound`. */
  closing(input: ClosingInput): Promise<Closing>;
  close(round: ClosedRound): RoundScores;
  /** CPU seconds that other threads have worked so far, by what they were asked. */
  cpuSeconds(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/**
 * Scores rounds with so many threads: 1 is this one, more leave this one free and take turns, round by round. The threads stay
 * through the season and keep their rounds. A round's numbers depend on what it was closed with alone, so the bits are the same for any
 * number.
 */
export function scoringService(threads: number, settings: ContributionSettings): ScoringService {
  return threads <= 1 ? inThisThread(settings) : inThreads(threads - 1, settings);
}

function inThisThread(settings: ContributionSettings): ScoringService {
  return {
    closing: async (given) => closeRound(given),
    close(closed) {
      let scoring: RoundScoring | null = roundScoring(closed, settings);
      const kept = async (): Promise<RoundScoring> => {
        if (scoring === null) throw new Error('the contributions of this round were let go');
        return scoring;
      };
      return {
        report: Promise.resolve(scoring.report),
        score: async (...outcome) => (await kept()).score(...outcome),
        kit: async (returns) => (await kept()).kit(returns),
        release: () => void kept().then(() => (scoring = null)),
      };
    },
    cpuSeconds: () => ({}),
    stop: async () => undefined,
  };
}

interface Caller {
  resolve(value: unknown): void;
  reject(error: Error): void;
  readonly kind: ScoringRequest['kind'];
}

function inThreads(count: number, settings: ContributionSettings): ScoringService {
  const waiting = new Map<number, Caller>();
  const cpuSeconds: Record<string, number> = {};
  let nextCall = 1;
  let nextRound = 0;
  let failure: Error | null = null;

  /** Whoever waits, and whoever asks from now on, is told: nothing may wait for a thread that is gone. */
  const fail = (error: Error): void => {
    failure ??= error;
    for (const caller of waiting.values()) caller.reject(failure);
    waiting.clear();
  };
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(new URL('./scoringWorker.ts', import.meta.url), { workerData: { settings } });
    worker.on('message', (reply: ScoringReply) => {
      const caller = waiting.get(reply.call);
      waiting.delete(reply.call);
      if ('error' in reply) caller?.reject(new Error(reply.error));
      else if (caller !== undefined) {
        cpuSeconds[caller.kind] = (cpuSeconds[caller.kind] ?? 0) + reply.cpuSeconds;
        caller.resolve(reply.value);
      }
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('a thread of the scores has ended')));
    worker.unref();
    return worker;
  });

  const ask = <T>(
    worker: Worker,
    kind: ScoringRequest['kind'],
    request: (call: number) => ScoringRequest,
  ): Promise<T> => {
    if (failure !== null) return Promise.reject(failure);
    const call = nextCall++;
    if (waiting.size === 0) for (const each of workers) each.ref();
    const answer = new Promise<T>((resolve, reject) => {
      waiting.set(call, { resolve: resolve as (value: unknown) => void, reject, kind });
    });
    worker.postMessage(request(call));
    const rest = (): void => {
      if (waiting.size === 0) for (const each of workers) each.unref();
    };
    answer.then(rest, rest);
    return answer;
  };

  return {
    closing(given) {
      const worker = workers[nextRound % count] as Worker;
      return ask<Closing>(worker, 'closing', (call) => ({ call, kind: 'closing', input: given }));
    },
    close(closed) {
      const round = nextRound++;
      const worker = workers[round % count] as Worker;
      const report = ask<ContributionReport>(worker, 'close', (call) => ({ call, kind: 'close', round, closed }));
      report.catch(() => undefined);
      return {
        report,
        score: (targets, returns) => ask(worker, 'score', (call) => ({ call, kind: 'score', round, targets, returns })),
        kit: (returns) => ask(worker, 'kit', (call) => ({ call, kind: 'kit', round, returns })),
        release: () => worker.postMessage({ call: 0, kind: 'release', round } satisfies ScoringRequest),
      };
    },
    cpuSeconds: () => ({ ...cpuSeconds }),
    async stop() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
