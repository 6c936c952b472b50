/** The thread in which contributions are solved and kept until their round has resolved. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ContributionKit } from '@robata/portfolio';
import { type SolvedContributions, solveContributions } from './roundContributions.ts';
import type { ContributionSettings } from './tournamentConfig.ts';

export type ContributionRequest =
  | { readonly call: number; readonly kind: 'close'; readonly round: number; readonly kit: ContributionKit }
  | { readonly call: number; readonly kind: 'score'; readonly round: number; readonly returns: Float64Array }
  | { readonly call: number; readonly kind: 'release'; readonly round: number };

export type ContributionReply =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly error: string };

const port = parentPort;
if (port === null) throw new Error('contributionWorker runs as a worker thread only');
const { settings } = workerData as { settings: ContributionSettings };
const rounds = new Map<number, SolvedContributions>();

port.on('message', (request: ContributionRequest) => {
  try {
    const value = answer(request);
    if (request.kind !== 'release') port.postMessage({ call: request.call, value } satisfies ContributionReply);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    port.postMessage({ call: request.call, error: text } satisfies ContributionReply);
  }
});

function answer(request: ContributionRequest): unknown {
  switch (request.kind) {
    case 'close': {
      const solved = solveContributions(request.kit, settings);
      rounds.set(request.round, solved);
      return solved.report;
    }
    case 'score': {
      const solved = rounds.get(request.round);
      if (solved === undefined) throw new Error(`the contributions of round ${request.round} are not here`);
      return solved.score(request.returns);
    }
    case 'release':
      rounds.delete(request.round);
      return null;
  }
}
