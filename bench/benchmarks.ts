import type { Benchmark } from './benchmark.ts';
import { analysis } from './benchmarks/analysis.ts';
import { browserDiagnostics } from './benchmarks/browserDiagnostics.ts';
import { exposures } from './benchmarks/exposures.ts';
import { gradient } from './benchmarks/gradient.ts';
import { kernels } from './benchmarks/kernels.ts';
import { kit } from './benchmarks/kit.ts';
import { leaderboard } from './benchmarks/leaderboard.ts';
import { leaveOneOut } from './benchmarks/leaveOneOut.ts';
import { optimizer } from './benchmarks/optimizer.ts';
import { robustness } from './benchmarks/robustness.ts';
import { round } from './benchmarks/round.ts';
import { scaling } from './benchmarks/scaling.ts';
import { scores } from './benchmarks/scores.ts';
import { season } from './benchmarks/season.ts';
import { submissions } from './benchmarks/submissions.ts';
import { BenchError } from './benchError.ts';

export const BENCHMARKS: readonly Benchmark[] = [
  scores,
  exposures,
  optimizer,
  leaveOneOut,
  gradient,
  round,
  kit,
  analysis,
  season,
  scaling,
  robustness,
  kernels,
  submissions,
  leaderboard,
  browserDiagnostics,
];

export function benchmarkOf(name: string): Benchmark {
  const found = BENCHMARKS.find((benchmark) => benchmark.name === name);
  if (found !== undefined) return found;
  throw new BenchError(`There is no benchmark '${name}': take ${BENCHMARKS.map((each) => each.name).join(', ')}.`);
}
