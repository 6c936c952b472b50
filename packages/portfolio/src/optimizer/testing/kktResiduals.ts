import type { PortfolioProblem } from '../problem.ts';
import type { PortfolioSolution } from '../solution.ts';

/**
 * The optimality conditions in plain loops over the problem as the user gave it, in the user's units: what the optimizer's
 * own certificate is tested against. Absolute: largest violation, largest stationarity error (in alpha), open complementarity.
 */
export function kktResiduals(problem: PortfolioProblem, solution: PortfolioSolution) {
  const { weights: w, duals } = solution;
  const { limits, exposures, factorCovariance: f } = problem;
  const n = w.length;
  const k = problem.exposureNames.length;
  const y = Array.from({ length: k }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += exposures.data[j * n + i] * w[i];
    return sum;
  });
  const riskPrice = y.map((_, a) => {
    let sum = 0;
    if (f !== null) for (let b = 0; b < k; b++) sum += problem.riskAversion * f.data[a * k + b] * y[b];
    return sum;
  });
  const sums = { gross: 0, turnover: 0, net: 0 };
  let primal = 0;
  let dual = Math.max(0, -duals.gross, -duals.turnover);
  let objective = 0;
  for (let a = 0; a < k; a++) objective -= 0.5 * y[a] * riskPrice[a];
  for (let i = 0; i < n; i++) {
    const trade = w[i] - problem.holdings[i];
    sums.gross += Math.abs(w[i]);
    sums.turnover += Math.abs(trade);
    sums.net += w[i];
    objective += problem.alpha[i] * w[i] - 0.5 * problem.riskAversion * problem.specificVariance[i] * w[i] ** 2;
    objective -= problem.linearCost[i] * Math.abs(trade);
    primal = Math.max(primal, limits.positionLower[i] - w[i], w[i] - limits.positionUpper[i]);
    let pull = problem.alpha[i] - problem.riskAversion * problem.specificVariance[i] * w[i] - duals.net;
    for (let a = 0; a < k; a++) pull -= exposures.data[a * n + i] * (duals.exposures[a] + riskPrice[a]);
    const price = problem.linearCost[i] + duals.turnover;
    let least = (w[i] > 0 ? duals.gross : -duals.gross) + (trade > 0 ? price : -price);
    let most = (w[i] < 0 ? -duals.gross : duals.gross) + (trade < 0 ? -price : price);
    if (w[i] <= limits.positionLower[i]) least = -Infinity;
    if (w[i] >= limits.positionUpper[i]) most = Infinity;
    dual = Math.max(dual, least - pull, pull - most);
  }
  let gap = 0;
  const limit = (lower: number, value: number, upper: number, price: number): void => {
    primal = Math.max(primal, lower - value, value - upper);
    if (price > 0) gap += price * Math.abs(upper - value);
    if (price < 0) gap -= price * Math.abs(value - lower);
  };
  y.forEach((value, a) => limit(limits.exposureLower[a], value, limits.exposureUpper[a], duals.exposures[a]));
  limit(-Infinity, sums.gross, limits.gross ?? Infinity, duals.gross);
  limit(-Infinity, sums.turnover, limits.turnover ?? Infinity, duals.turnover);
  limit(limits.net?.[0] ?? -Infinity, sums.net, limits.net?.[1] ?? Infinity, duals.net);
  return { primal, dual, gap, objective };
}
