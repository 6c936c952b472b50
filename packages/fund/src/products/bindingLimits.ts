import { type PortfolioProblem, type PortfolioSolution, tradedWeight } from '@robata/portfolio';
import { transposedMatrixVector } from '@robata/kernels';

/** A limit that holds the portfolio back. */
export interface BindingLimit {
  /** `gross`, `net`, `turnover`, `position`, or an exposure's name. */
  readonly name: string;
  readonly value: number;
  /** The bound that it stands at; for `position` the number of stocks at theirs is `stocks`. */
  readonly limit: number;
  /** What one more unit of the limit would add to the objective (expected return over the horizon, after risk and costs); null for positions. */
  readonly price: number | null;
  readonly stocks: number | null;
}

const TOLERANCE = 1e-7;

/** The limits of a solved problem that bind: at their bound, with a price. The dearest first; positions last. Empty unless solved. */
export function bindingLimits(problem: PortfolioProblem, solution: PortfolioSolution): BindingLimit[] {
  if (solution.status !== 'solved') return [];
  const { limits, holdings, exposures, exposureNames } = problem;
  const { weights, duals } = solution;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const gross = weights.reduce((total, weight) => total + Math.abs(weight), 0);
  const held = transposedMatrixVector(exposures, weights);
  const measured: [string, number, number, number, number][] = exposureNames.map((name, k) => [
    name,
    held[k],
    limits.exposureLower[k],
    limits.exposureUpper[k],
    duals.exposures[k],
  ]);
  if (limits.net !== null) measured.push(['net', sum, ...limits.net, duals.net]);
  if (limits.gross !== null) measured.push(['gross', gross, -Infinity, limits.gross, duals.gross]);
  if (limits.turnover !== null) {
    measured.push(['turnover', tradedWeight(holdings, weights), -Infinity, limits.turnover, duals.turnover]);
  }
  const binding = measured.flatMap(([name, value, lower, upper, dual]): BindingLimit[] => {
    const limit = dual < 0 ? lower : upper;
    const isBinding = dual !== 0 && Math.abs(value - limit) <= TOLERANCE * Math.max(1, Math.abs(limit));
    return isBinding ? [{ name, value, limit, price: Math.abs(dual), stocks: null }] : [];
  });
  binding.sort((a, b) => (b.price as number) - (a.price as number) || (a.name < b.name ? -1 : 1));
  return [...binding, ...positionsAtBounds(problem, weights)];
}

/** Stocks that stand at a bound which is not where they stood anyway: at the limits of both sides together, the largest shown. */
function positionsAtBounds({ limits }: PortfolioProblem, weights: Float64Array): BindingLimit[] {
  let stocks = 0;
  let largest = 0;
  weights.forEach((weight, i) => {
    const [lower, upper] = [limits.positionLower[i], limits.positionUpper[i]];
    if (lower === upper || (weight > lower + TOLERANCE && weight < upper - TOLERANCE)) return;
    stocks += 1;
    if (Math.abs(weight) > Math.abs(largest)) largest = weight;
  });
  return stocks === 0 ? [] : [{ name: 'position', value: largest, limit: largest, price: null, stocks }];
}
