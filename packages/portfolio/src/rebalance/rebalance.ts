import { transposedMatrixVector } from '@robata/kernels';
import type { PortfolioProblem } from '../optimizer/problem.ts';
import type { PortfolioSolution } from '../optimizer/solution.ts';
import { leastTurnover, type Optimize } from './leastTurnover.ts';
import { type LimitBreach, limitBreaches } from './limitBreaches.ts';
import type { RebalancePlan } from './rebalancePlan.ts';
import { tradedWeight, tradingCost } from './tradingCost.ts';

export interface Rebalance {
  /**
   * `solved` within all limits; `relaxed` with turnover raised to the least feasible value; `held`: no answer, only the forced trades are done.
   */
  readonly status: 'solved' | 'relaxed' | 'held';
  /** Security → weight to hold, for every weight that is not 0. */
  readonly targetWeights: ReadonlyMap<number, number>;
  /** The problem that `solution` answers (the plan's, but for a raised turnover limit). */
  readonly problem: PortfolioProblem;
  readonly solution: PortfolioSolution;
  /** Σ|w − h| of the optimized trade, and of the forced sales and trims before it. */
  readonly turnover: number;
  readonly forcedTurnover: number;
  /** Of all these trades, as a share of NAV. */
  readonly cost: number;
  /** X'w, by the problem's exposure names. */
  readonly exposures: Float64Array;
  /** Against the plan's limits, so that a raised turnover shows as a breach of `turnover`. */
  readonly breaches: readonly LimitBreach[];
  /** Sentences to be published: what could not be kept and what was done. */
  readonly incidents: readonly string[];
}

/** How much room the solver gets beyond the least turnover, tried in order: at the least value itself the feasible set may be one point. */
const TURNOVER_MARGINS = [1e-6, 1e-5, 1e-4, 1e-3];

const percent = (share: number) => `${(100 * share).toFixed(4)} %`;

const cannotHold = (limits: readonly string[]) => `these limits cannot hold together: ${limits.join(', ')}`;

const whyNot = ({ status, conflict, reason }: PortfolioSolution) =>
  status === 'primal_infeasible' ? cannotHold(conflict) : (reason ?? status);

interface Answer {
  readonly status: Rebalance['status'];
  readonly problem: PortfolioProblem;
  readonly solution: PortfolioSolution;
  readonly incidents: readonly string[];
}

/** Solves with the turnover limit raised as little as it must be; also where the solver found neither a portfolio nor a proof that there is none. */
function relaxed(problem: PortfolioProblem, first: PortfolioSolution, optimize: Optimize): Answer {
  const limit = problem.limits.turnover;
  const held = (why: string): Answer => ({
    status: 'held',
    problem,
    solution: first,
    incidents: [`No portfolio was found (${why}); the holdings are kept, apart from forced sales and trims.`],
  });
  if (first.status === 'invalid') return held(first.reason ?? first.status);
  if (limit === null) return held(whyNot(first));
  const least = leastTurnover(problem, optimize);
  if (least.status === 'infeasible') return held(cannotHold(least.conflict));
  if (least.status === 'unsolved') return held(least.reason);
  for (const margin of TURNOVER_MARGINS) {
    const turnover = Math.max(limit, least.turnover) + margin;
    const raised = { ...problem, limits: { ...problem.limits, turnover } };
    const solution = optimize(raised);
    if (solution.status !== 'solved') continue;
    const incident = `No portfolio was found that keeps all limits with a turnover of ${percent(limit)}; it was raised to ${percent(turnover)}, the least that is feasible being ${percent(least.turnover)}.`;
    return { status: 'relaxed', problem: raised, solution, incidents: [incident] };
  }
  return held('not solved at the least feasible turnover');
}

/**
 * Carries out a plan: solves its problem, and if that is infeasible raises the turnover limit to the least feasible value
 * (finance-defaults §6, design §6), which is told as an incident. If there is still no portfolio, the holdings are kept.
 */
export function rebalance(plan: RebalancePlan, optimize: Optimize): Rebalance {
  const { problem, securities, forcedSales, trims, linearCost } = plan;
  const first = optimize(problem);
  const answer: Answer =
    first.status === 'solved'
      ? { status: 'solved', problem, solution: first, incidents: [] }
      : relaxed(problem, first, optimize);
  const weights = answer.status === 'held' ? problem.holdings : answer.solution.weights;
  const targetWeights = new Map<number, number>();
  securities.forEach((security, i) => {
    if (weights[i] !== 0) targetWeights.set(security, weights[i]);
  });
  const forced = [...forcedSales, ...trims];
  const before = forced.map(({ from }) => from);
  const after = forced.map(({ to }) => to);
  return {
    ...answer,
    targetWeights,
    turnover: tradedWeight(problem.holdings, weights),
    forcedTurnover: tradedWeight(before, after),
    cost: tradingCost(problem.holdings, weights, problem.linearCost) + tradingCost(before, after, linearCost),
    exposures: transposedMatrixVector(problem.exposures, weights),
    breaches: limitBreaches(problem, weights),
    incidents: answer.incidents,
  };
}
