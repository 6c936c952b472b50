import type { PortfolioProblem } from '../optimizer/problem.ts';
import type { PortfolioSolution } from '../optimizer/solution.ts';
import { tradedWeight } from './tradingCost.ts';

export type Optimize = (problem: PortfolioProblem) => PortfolioSolution;

export type LeastTurnover =
  | { readonly status: 'found'; readonly turnover: number }
  /** The other limits cannot hold together, whatever is traded. */
  | { readonly status: 'infeasible'; readonly conflict: readonly string[] }
  | { readonly status: 'unsolved'; readonly reason: string };

/**
 * The least Σ|w − h| with which the other limits can be kept, to within `tolerance` (never too small: it is that of a feasible w).
 *
 * One solve and no bisection: with α = 0, no factor term, all costs 1 and no turnover limit the optimizer minimizes
 * Σ|w − h| + (ε/2)Σw². Its answer trades at most (ε/2)Σw*² more than the least, w* being the least trade's weights; these are within the
 * position limits and gross, so Σw*² ≤ B = min(gross × largest position, Σ position²) and ε = 2·tolerance / B keeps the promise.
 */
export function leastTurnover(problem: PortfolioProblem, optimize: Optimize, tolerance = 1e-6): LeastTurnover {
  const { limits, ids } = problem;
  const positions = limits.positionUpper.map((upper, i) =>
    Math.max(Math.abs(upper), Math.abs(limits.positionLower[i])),
  );
  const largest = positions.reduce((most, position) => Math.max(most, position), 0);
  const squares = positions.reduce((sum, position) => sum + position * position, 0);
  const bound = Math.min(squares, (limits.gross ?? Number.POSITIVE_INFINITY) * largest);
  if (!Number.isFinite(bound)) throw new RangeError('the least turnover needs position limits');
  const solution = optimize({
    ...problem,
    alpha: new Float64Array(ids.length),
    linearCost: new Float64Array(ids.length).fill(1),
    factorCovariance: null,
    specificVariance: new Float64Array(ids.length).fill(1),
    riskAversion: bound > 0 ? (2 * tolerance) / bound : 1,
    limits: { ...limits, turnover: null },
  });
  switch (solution.status) {
    case 'solved':
      return { status: 'found', turnover: tradedWeight(problem.holdings, solution.weights) };
    case 'primal_infeasible':
      return { status: 'infeasible', conflict: solution.conflict };
    case 'iteration_limit':
    case 'invalid':
      return { status: 'unsolved', reason: solution.reason ?? solution.status };
  }
}
