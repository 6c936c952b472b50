import type { PortfolioProblem } from './problem.ts';
import type { PortfolioSolution } from './solution.ts';

/** A solution as plain JSON data; `seconds` is measured by the caller (this room knows no clock). */
export function solutionToJson(
  problem: Pick<PortfolioProblem, 'exposureNames'>,
  solution: PortfolioSolution,
  seconds: number,
) {
  const { exposures, gross, turnover, net } = solution.duals;
  const { status, objective, weights, residuals, iterations, rung, conflict, reason } = solution;
  return {
    status,
    objective: status === 'solved' || status === 'iteration_limit' ? objective : null,
    weights: [...weights],
    duals: {
      exposures: Object.fromEntries(problem.exposureNames.map((name, k) => [name, exposures[k]])),
      gross,
      turnover,
      net,
    },
    residuals: { ...residuals },
    iterations,
    seconds,
    rung,
    conflict: [...conflict],
    ...(reason !== undefined && { reason }),
  };
}
