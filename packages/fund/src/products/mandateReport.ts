import type { Rebalance } from '@robata/portfolio';
import type { Product } from './mandate.ts';
import type { MandatePlan } from './mandatePlan.ts';
import type { MandateRebalance } from './rebalanceMandate.ts';

/** A limit beside what it limits. */
export interface ReportedLimit {
  /** `net`, `gross`, `turnover`, or an exposure's name. */
  readonly name: string;
  readonly value: number;
  /** Null: unbounded. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly binds: boolean;
  /** What one more unit would add to the objective; 0 where it does not bind. */
  readonly price: number;
}

/** What the optimizer did for a mandate, as plain data for a page or a file. Weights and limits are of the optimized book (against the index). */
export interface MandateReport {
  readonly product: Product;
  readonly title: string;
  readonly status: 'solved' | 'relaxed';
  readonly longs: number;
  readonly shorts: number;
  /** Of everything held in total, overlay included. */
  readonly totalGross: number;
  readonly totalNet: number;
  readonly limits: readonly ReportedLimit[];
  /** Stocks that stand at their own limit. */
  readonly positionsAtLimit: number;
  readonly activeVolatility: number;
  readonly totalVolatility: number;
  readonly horizonDays: number;
  /** Expected return over the horizon, α'w, and the objective after risk and costs. */
  readonly expectedReturn: number;
  readonly objective: number;
  readonly turnover: number;
  readonly forcedTurnover: number;
  readonly cost: number;
  readonly residuals: Rebalance['solution']['residuals'];
  readonly iterations: number;
  readonly incidents: readonly string[];
}

const bound = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The report of a rebalance that was not refused. */
export function mandateReport({ mandate }: MandatePlan, done: MandateRebalance): MandateReport {
  const { problem, solution, exposures } = done.rebalance;
  const { weights } = solution;
  const { limits } = problem;
  const sumOf = (values: Iterable<number>, of: (value: number) => number): number => {
    let sum = 0;
    for (const value of values) sum += of(value);
    return sum;
  };
  const binding = new Map(done.binding.map((each) => [each.name, each]));
  const limit = (name: string, value: number, lower: number, upper: number): ReportedLimit => ({
    name,
    value,
    lower: bound(lower),
    upper: bound(upper),
    binds: binding.has(name),
    price: binding.get(name)?.price ?? 0,
  });
  const reported = problem.exposureNames.map((name, k) =>
    limit(name, exposures[k], limits.exposureLower[k], limits.exposureUpper[k]),
  );
  if (limits.net !== null) reported.push(limit('net', sumOf(weights, Number), ...limits.net));
  if (limits.gross !== null) reported.push(limit('gross', sumOf(weights, Math.abs), 0, limits.gross));
  if (limits.turnover !== null) reported.push(limit('turnover', done.rebalance.turnover, 0, limits.turnover));
  const held = [...done.targetWeights.values()];
  return {
    product: mandate.product,
    title: mandate.title,
    status: done.status,
    longs: held.filter((weight) => weight > 0).length,
    shorts: held.filter((weight) => weight < 0).length,
    totalGross: sumOf(held, Math.abs),
    totalNet: sumOf(held, Number),
    limits: reported,
    positionsAtLimit: binding.get('position')?.stocks ?? 0,
    activeVolatility: done.activeVolatility,
    totalVolatility: done.totalVolatility,
    horizonDays: problem.horizonDays,
    expectedReturn: weights.reduce((sum, weight, i) => sum + weight * problem.alpha[i], 0),
    objective: solution.objective,
    turnover: done.turnover,
    forcedTurnover: done.rebalance.forcedTurnover,
    cost: done.cost,
    residuals: solution.residuals,
    iterations: solution.iterations,
    incidents: done.incidents,
  };
}
