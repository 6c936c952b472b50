import {
  optimize,
  parseProblem,
  type PortfolioProblem,
  type PortfolioSolution,
  solutionToJson,
} from '@robata/portfolio';
import type { Command } from '../command.ts';
import { type OptionSpec, readOptions, required } from '../options.ts';
import { readJsonFile } from '../readJsonFile.ts';
import { requireFormat } from '../requireFormat.ts';
import { sentenceOf } from '../sentence.ts';

const OPTIONS = {
  problem: { type: 'string', help: 'a problem in JSON, format robata-portfolio-problem/1' },
  repeat: {
    type: 'number',
    integer: true,
    minimum: 1,
    maximum: 100_000,
    help: 'solve N times from nothing; seconds is the median; exposures are arranged once (default 1)',
  },
  json: { type: 'boolean', help: 'print the result as one JSON object' },
} as const satisfies Record<string, OptionSpec>;

type Result = ReturnType<typeof solutionToJson>;

export const optimizeCommand: Command = {
  name: 'optimize',
  summary: 'solve a portfolio problem and certify the answer',
  options: OPTIONS,
  async run(words) {
    const given = readOptions('optimize', OPTIONS, words);
    const path = required('optimize', 'problem', given.problem);
    const json = requireFormat(await readJsonFile(path, 'portfolio problem'), 'robata-portfolio-problem/1', path);
    const parsed = parseProblem(json);
    const result = 'fault' in parsed ? invalid(parsed.fault) : solve(parsed.problem, given.repeat ?? 1);
    console.log(given.json ? JSON.stringify(result) : textOf(result));
    if (result.status === 'solved') return 0;
    console.error(sentenceOf(`${path}: ${explanationOf(result)}`));
    return 1;
  },
};

/** Solves from nothing so many times; the exposures are arranged by the first. Seconds are the median's: scaling and certificate included, reading not. */
function solve(problem: PortfolioProblem, repeats: number): Result {
  const seconds: number[] = [];
  let solution: PortfolioSolution;
  do {
    const start = performance.now();
    solution = optimize(problem);
    seconds.push((performance.now() - start) / 1000);
  } while (seconds.length < repeats);
  return solutionToJson(problem, solution, median(seconds));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** A problem whose fields cannot be read is as invalid as one whose numbers make no sense. */
function invalid(reason: string): Result {
  const solution: PortfolioSolution = {
    status: 'invalid',
    objective: 0,
    weights: new Float64Array(0),
    duals: { exposures: new Float64Array(0), gross: 0, turnover: 0, net: 0 },
    residuals: { primal: 0, dual: 0, gap: 0 },
    iterations: 0,
    rung: 'none',
    conflict: [],
    reason,
  };
  return solutionToJson({ exposureNames: [] }, solution, 0);
}

function explanationOf({ status, reason, conflict }: Result): string {
  if (status !== 'primal_infeasible') return reason ?? status;
  return `no portfolio meets these limits together: ${conflict.join(', ')}; relax one of them.`;
}

function textOf({ status, objective, weights, residuals, iterations, seconds }: Result): string {
  const { primal, dual, gap } = residuals;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return [
    status,
    ...(weights.length === 0
      ? []
      : [
          `objective ${objective}, ${weights.filter((weight) => weight !== 0).length} of ${weights.length} positions, gross ${sum(weights.map(Math.abs)).toFixed(6)}, net ${sum(weights).toFixed(6)}`,
          `relative residuals: primal ${primal.toExponential(1)}, dual ${dual.toExponential(1)}, gap ${gap.toExponential(1)}`,
        ]),
    `${iterations} iterations, ${(1000 * seconds).toFixed(3)} ms`,
  ].join('\n');
}
