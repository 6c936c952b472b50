import { Worker } from 'node:worker_threads';
import { type AnalysisInput, analyzeRound } from '../analysis/analyzeRound.ts';
import type { CohortScore } from '../analysis/metaModelRecords.ts';
import type { RoundAnalysis } from '../analysis/roundAnalysis.ts';
import { closeRound, type Closing, type ClosingInput } from './closeRound.ts';
import type { ContributionReport } from './contributions.ts';
import { type ClosedRound, type RoundPublication, type RoundScoring, roundScoring } from './roundScoring.ts';
import type { SignalReports } from './signals/signalReports.ts';
import type { ScoringReply, ScoringRequest } from './scoringWorker.ts';
import type { ContributionSettings } from './tournamentConfig.ts';

/** One closed round, wherever it is scored; see `RoundScoring`. What is asked is answered in order. */
export interface RoundScores {
  readonly report: Promise<ContributionReport>;
  score(...outcome: Parameters<RoundScoring['score']>): Promise<ReadonlyMap<string, Float64Array>>;
  cohorts(...outcome: Parameters<RoundScoring['cohorts']>): Promise<readonly CohortScore[]>;
  signalReports(targets: ReadonlyMap<string, Float64Array>): Promise<SignalReports | null>;
  publish(...outcome: Parameters<RoundScoring['publish']>): Promise<RoundPublication>;
  /** Lets go what was kept for scoring, once all that was asked before is answered. */
  release(): void;
}

/** Where closed rounds are scored: in this thread or in others, with the same bits. */
export interface ScoringService {
  /** What follows from a round's close; see `closeRound`. */
  closing(input: ClosingInput): Promise<Closing>;
  /** What a close says of everybody's predictions; see `analyzeRound`. */
  analysis(input: AnalysisInput): Promise<RoundAnalysis>;
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
  return threads <= 1 ? inThisThread(settings) : inThreads(threads - 1, () => scoringThread(settings));
}

function inThisThread(settings: ContributionSettings): ScoringService {
  return {
    closing: async (given) => closeRound(given),
    analysis: async (given) => analyzeRound(given),
    close(closed) {
      let scoring: RoundScoring | null = roundScoring(closed, settings);
      const kept = async (): Promise<RoundScoring> => {
        if (scoring === null) throw new Error('the contributions of this round were let go');
        return scoring;
      };
      return {
        report: Promise.resolve(scoring.report),
        score: async (...outcome) => (await kept()).score(...outcome),
        cohorts: async (...outcome) => (await kept()).cohorts(...outcome),
        signalReports: async (targets) => (await kept()).signalReports(targets),
        publish: async (...outcome) => (await kept()).publish(...outcome),
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

/** One thread with those who wait for it. Once it has ended, whatever is asked of it is refused with the reason. */
interface Thread {
  readonly worker: Worker;
  readonly callers: Map<number, Caller>;
  ended: Error | null;
}

export const scoringThread = (settings: ContributionSettings): Worker =>
  new Worker(new URL('./scoringWorker.ts', import.meta.url), { workerData: { settings } });

/** In so many threads; one that ends takes its rounds along, fails what was asked of it, and has a successor for what is asked then. */
export function inThreads(count: number, start: () => Worker): ScoringService {
  const cpuSeconds: Record<string, number> = {};
  let nextCall = 1;
  let nextRound = 0;
  let isStopped = false;

  function begin(): Thread {
    const worker = start();
    const thread: Thread = { worker, callers: new Map(), ended: null };
    worker.on('message', (reply: ScoringReply) => {
      const caller = thread.callers.get(reply.call);
      thread.callers.delete(reply.call);
      if ('error' in reply) caller?.reject(new Error(reply.error));
      else if (caller !== undefined) {
        cpuSeconds[caller.kind] = (cpuSeconds[caller.kind] ?? 0) + reply.cpuSeconds;
        caller.resolve(reply.value);
      }
    });
    // Whoever waits is told: nothing may wait for a thread that is gone. The rounds that it kept are gone with it.
    const end = (error: Error): void => {
      thread.ended ??= error;
      for (const caller of thread.callers.values()) caller.reject(thread.ended);
      thread.callers.clear();
    };
    worker.on('error', end);
    worker.on('exit', () => end(new Error('a thread of the scores has ended')));
    worker.unref();
    return thread;
  }
  const threads = Array.from({ length: count }, begin);
  function threadAt(index: number): Thread {
    const thread = threads[index] as Thread;
    if (thread.ended === null || isStopped) return thread;
    return (threads[index] = begin());
  }

  const ask = <T>(
    thread: Thread,
    kind: ScoringRequest['kind'],
    request: (call: number) => ScoringRequest,
  ): Promise<T> => {
    const { worker, callers, ended } = thread;
    if (ended !== null) return Promise.reject(ended);
    const call = nextCall++;
    if (callers.size === 0) worker.ref();
    const answer = new Promise<T>((resolve, reject) => {
      callers.set(call, { resolve: resolve as (value: unknown) => void, reject, kind });
    });
    worker.postMessage(request(call));
    const rest = (): void => {
      if (callers.size === 0) worker.unref();
    };
    answer.then(rest, rest);
    return answer;
  };

  return {
    closing(given) {
      return ask<Closing>(threadAt(nextRound % count), 'closing', (call) => ({ call, kind: 'closing', input: given }));
    },
    analysis(given) {
      const thread = threadAt(nextRound % count);
      return ask<RoundAnalysis>(thread, 'analysis', (call) => ({ call, kind: 'analysis', input: given }));
    },
    close(closed) {
      const round = nextRound++;
      const thread = threadAt(round % count);
      const report = ask<ContributionReport>(thread, 'close', (call) => ({ call, kind: 'close', round, closed }));
      report.catch(() => undefined);
      return {
        report,
        score: (targets, returns) => ask(thread, 'score', (call) => ({ call, kind: 'score', round, targets, returns })),
        cohorts: (targets, returns) =>
          ask(thread, 'cohorts', (call) => ({ call, kind: 'cohorts', round, targets, ...(returns && { returns }) })),
        signalReports: (targets) =>
          ask(thread, 'signal reports', (call) => ({ call, kind: 'signal reports', round, targets })),
        publish: (targets, returns) =>
          ask(thread, 'publish', (call) => ({ call, kind: 'publish', round, targets, returns })),
        release: () => thread.worker.postMessage({ call: 0, kind: 'release', round } satisfies ScoringRequest),
      };
    },
    cpuSeconds: () => ({ ...cpuSeconds }),
    async stop() {
      isStopped = true;
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
