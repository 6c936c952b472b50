import { Worker } from 'node:worker_threads';
import type { ContributionKit } from '@robata/portfolio';
import type {
  ContributionReport,
  ContributionScores,
  ContributionService,
  RoundContributions,
} from './contributions.ts';
import type { ContributionReply, ContributionRequest } from './contributionWorker.ts';
import { solveContributions } from './roundContributions.ts';
import type { ContributionSettings } from './tournamentConfig.ts';

/**
 * Computes contributions with so many threads: 1 is this one, more leave this one free and take turns, round by round.
 * A round's numbers depend on its kit alone, so the bits are the same for any number.
 */
export function contributionService(
  threads: number,
  settings: ContributionSettings,
): ContributionService<ContributionKit> {
  return threads <= 1 ? inThisThread(settings) : inThreads(threads - 1, settings);
}

function inThisThread(settings: ContributionSettings): ContributionService<ContributionKit> {
  return {
    close(kit) {
      let solved: ReturnType<typeof solveContributions> | null = solveContributions(kit, settings);
      return {
        report: Promise.resolve(solved.report),
        async score(returns) {
          if (solved === null) throw new Error('the contributions of this round were let go');
          return solved.score(returns);
        },
        release() {
          solved = null;
        },
      };
    },
    stop: async () => undefined,
  };
}

interface Caller {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

function inThreads(count: number, settings: ContributionSettings): ContributionService<ContributionKit> {
  const waiting = new Map<number, Caller>();
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
    const worker = new Worker(new URL('./contributionWorker.ts', import.meta.url), { workerData: { settings } });
    worker.on('message', (reply: ContributionReply) => {
      const caller = waiting.get(reply.call);
      waiting.delete(reply.call);
      if ('error' in reply) caller?.reject(new Error(reply.error));
      else caller?.resolve(reply.value);
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('a thread of the contributions has ended')));
    worker.unref();
    return worker;
  });
  const ask = <T>(worker: Worker, request: (call: number) => ContributionRequest): Promise<T> => {
    if (failure !== null) return Promise.reject(failure);
    const call = nextCall++;
    if (waiting.size === 0) for (const each of workers) each.ref();
    const answer = new Promise<T>((resolve, reject) => {
      waiting.set(call, { resolve: resolve as (value: unknown) => void, reject });
    });
    worker.postMessage(request(call));
    const rest = (): void => {
      if (waiting.size === 0) for (const each of workers) each.unref();
    };
    answer.then(rest, rest);
    return answer;
  };
  return {
    close(kit): RoundContributions {
      const round = nextRound++;
      const worker = workers[round % count] as Worker;
      const report = ask<ContributionReport>(worker, (call) => ({ call, kind: 'close', round, kit }));
      report.catch(() => undefined);
      return {
        report,
        score: (returns) => ask<ContributionScores>(worker, (call) => ({ call, kind: 'score', round, returns })),
        release: () => worker.postMessage({ call: 0, kind: 'release', round } satisfies ContributionRequest),
      };
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
