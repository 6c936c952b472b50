import { optimize, type PortfolioProblem } from '@robata/portfolio';
import type { Benchmark } from '../benchmark.ts';
import type { Folder } from '../folder.ts';
import { isTrulySolved } from '../isTrulySolved.ts';
import { measure } from '../measure.ts';
import { writeProblem } from '../problemFiles.ts';
import { FAMILIES } from '../randomInput.ts';

/** Stocks of a family's problems, in turn: most of them small, where vertices are degenerate and limits conflict. */
const STOCKS = [10, 20, 40, 100, 200, 10, 500, 20, 40, 1000, 100, 200, 10, 40, 2000, 20, 100, 500, 200, 5000];
/** A linear program confirms infeasibility up to this many stocks. */
const CONFIRMED_UP_TO = 500;

function* problems(count: number, seed: number): Generator<{ family: string; problem: PortfolioProblem }> {
  const families = Object.entries(FAMILIES);
  for (let at = 0; at < count; at++) {
    const [family, make] = families[at % families.length] as (typeof families)[number];
    const turn = Math.floor(at / families.length);
    const stocks = STOCKS[turn % STOCKS.length] as number;
    yield { family, problem: make(seed * 10_000 + turn, stocks) };
  }
}

export const robustness: Benchmark = {
  name: 'robustness',
  shows: 'random problems of every family, 10 to 5,000 stocks: what is solved, proven infeasible, given up.',
  goal: 'worst residual 1e-9 over 1,000 problems, every infeasible one proven, at most 0.1 % given up, never a false solved',
  defaults: { problems: 1000 },
  peer: {
    name: 'SciPy HiGHS (confirms infeasibility)',
    script: 'feasibility.py',
    modules: ['numpy', 'scipy.optimize', 'scipy.sparse'],
    isCheckOnly: true,
  },
  generate: () => undefined,
  async ours({ problems: count, seed }, folder) {
    const found = { solved: 0, primal_infeasible: 0, iteration_limit: 0, invalid: 0 };
    const rungs: Record<string, number> = {};
    const givenUp: string[] = [];
    const doubtful: string[] = [];
    let worstResidual = 0;
    let named = 0;
    let written = 0;
    let cpuSeconds = 0;
    let wallSeconds = 0;
    for (const { family, problem } of problems(count, seed)) {
      const { result: solution, ...measured } = await measure(() => optimize(problem));
      cpuSeconds += measured.cpuSeconds;
      wallSeconds += measured.wallSeconds;
      found[solution.status] += 1;
      const label = `${family}, ${problem.ids.length} stocks`;
      if (solution.status === 'solved') {
        rungs[solution.rung] = (rungs[solution.rung] ?? 0) + 1;
        const { primal, dual, gap } = solution.residuals;
        worstResidual = Math.max(worstResidual, primal, dual, gap);
        if (!isTrulySolved(problem, solution)) doubtful.push(label);
        continue;
      }
      if (solution.status !== 'primal_infeasible') givenUp.push(label);
      if (solution.conflict.length > 0) named += 1;
      if (problem.ids.length <= CONFIRMED_UP_TO) written = keep(folder, written, problem, solution.status);
    }
    folder.writeValues('kept', { count: written });
    return {
      cpuSeconds,
      wallSeconds,
      details: {
        problems: count,
        families: Object.keys(FAMILIES).length,
        ...found,
        givenUp,
        falselySolved: doubtful,
        conflictsNamed: named,
        rungs,
        worstResidual,
        cpuMillisecondsPerProblem: (1000 * cpuSeconds) / count,
      },
    };
  },
  judge(_, __, ours, peer) {
    const { worstResidual, primal_infeasible: proven } = ours.details as {
      worstResidual: number;
      primal_infeasible: number;
    };
    const confirmed = peer?.details?.infeasible as number | undefined;
    return {
      accuracy: worstResidual,
      accuracyMeaning: 'worst relative residual of any solved problem',
      details: { confirmedInfeasible: confirmed ?? null, refutedInfeasible: peer?.details?.feasible ?? null, proven },
    };
  },
};

function keep(folder: Folder, at: number, problem: PortfolioProblem, status: string): number {
  writeProblem(folder, `kept.${at}.`, problem);
  folder.writeValues(`kept.${at}.status`, status);
  return at + 1;
}
