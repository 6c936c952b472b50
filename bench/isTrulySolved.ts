import type { PortfolioProblem, PortfolioSolution } from '@robata/portfolio';
import { objectiveOf } from './objectiveOf.ts';
import { kktResiduals } from './randomInput.ts';

const DOUBT = 1e-8;

/**
 * Whether an answer that calls itself solved is one, by plain loops over the problem as it was given: limits hold relative to the
 * money at stake, slopes relative to alpha, open complementarity and the stated objective relative to what can be earned.
 */
export function isTrulySolved(problem: PortfolioProblem, solution: PortfolioSolution): boolean {
  const { weights, rung } = solution;
  const { primal, dual, gap } = kktResiduals(problem, solution);
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + Math.abs(value), 0);
  const money = sum(weights) + sum(problem.holdings);
  const alpha = problem.alpha.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const objective = objectiveOf(problem, weights);
  const earned = Math.abs(objective) + alpha * money;
  // What the interior point alone certifies by weak duality has no exact slopes.
  const isOptimal = rung === 'interior_point' || (dual <= DOUBT * alpha && gap <= DOUBT * earned);
  return primal <= DOUBT * money && isOptimal && Math.abs(objective - solution.objective) <= DOUBT * earned;
}
