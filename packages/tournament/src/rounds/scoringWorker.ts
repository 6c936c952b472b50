/** The thread in which closed rounds are solved, scored and kept until they have resolved. */
import { parentPort, workerData } from 'node:worker_threads';
import { type AnalysisInput, analyzeRound } from '../analysis/analyzeRound.ts';
import { closeRound, type ClosingInput } from './closeRound.ts';
import { type ClosedRound, type RoundPublication, type RoundScoring, roundScoring } from './roundScoring.ts';
import type { ContributionSettings } from './tournamentConfig.ts';

export type ScoringRequest =
  | { readonly call: number; readonly kind: 'closing'; readonly input: ClosingInput }
  | { readonly call: number; readonly kind: 'analysis'; readonly input: AnalysisInput }
  | { readonly call: number; readonly kind: 'close'; readonly round: number; readonly closed: ClosedRound }
  | {
      readonly call: number;
      readonly kind: 'score' | 'publish';
      readonly round: number;
      readonly targets: ReadonlyMap<string, Float64Array>;
      readonly returns: Float64Array;
    }
  | {
      readonly call: number;
      readonly kind: 'cohorts';
      readonly round: number;
      readonly targets: ReadonlyMap<string, Float64Array>;
      readonly returns?: Float64Array;
    }
  | {
      readonly call: number;
      readonly kind: 'signal reports';
      readonly round: number;
      readonly targets: ReadonlyMap<string, Float64Array>;
    }
  | { readonly call: number; readonly kind: 'release'; readonly round: number };

export type ScoringReply =
  | { readonly call: number; readonly value: unknown; readonly cpuSeconds: number }
  | { readonly call: number; readonly error: string };

const port = parentPort;
if (port === null) throw new Error('scoringWorker runs as a worker thread only');
const { settings } = workerData as { settings: ContributionSettings };
const rounds = new Map<number, RoundScoring>();

port.on('message', (request: ScoringRequest) => {
  try {
    const before = process.threadCpuUsage();
    const value = answer(request);
    const { user, system } = process.threadCpuUsage(before);
    const reply: ScoringReply = { call: request.call, value, cpuSeconds: (user + system) / 1e6 };
    if (request.kind !== 'release')
      port.postMessage(reply, request.kind === 'publish' ? ownMemory(value as RoundPublication) : []);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    port.postMessage({ call: request.call, error: text } satisfies ScoringReply);
  }
});

/** Kits are large, and in memory of their own: they are handed over and not copied. */
const ownMemory = ({ kit, ranks }: RoundPublication): ArrayBuffer[] => [
  kit.buffer,
  ...(ranks === null ? [] : [ranks.buffer]),
];

function answer(request: ScoringRequest): unknown {
  if (request.kind === 'closing') return closeRound(request.input);
  if (request.kind === 'analysis') return analyzeRound(request.input);
  const { round } = request;
  if (request.kind === 'release') return rounds.delete(round);
  if (request.kind === 'close') {
    const scoring = roundScoring(request.closed, settings);
    rounds.set(round, scoring);
    return scoring.report;
  }
  const scoring = rounds.get(round);
  if (scoring === undefined) throw new Error(`the contributions of round ${round} are not here`);
  if (request.kind === 'cohorts') return scoring.cohorts(request.targets, request.returns);
  if (request.kind === 'signal reports') return scoring.signalReports(request.targets);
  const { kind, targets, returns } = request;
  return kind === 'score' ? scoring.score(targets, returns) : scoring.publish(targets, returns);
}
