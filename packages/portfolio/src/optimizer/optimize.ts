import { firstNotFinite } from '../firstNotFinite.ts';
import { conflictingLimits } from './conflict.ts';
import { type Climbed, climb, type Engine } from './ladder.ts';
import type { PortfolioProblem } from './problem.ts';
import { problemFault } from './problemFault.ts';
import { type ScaledProblem, scaleProblem } from './scaledProblem.ts';
import type { PortfolioSolution } from './solution.ts';

export interface OptimizeOptions {
  /** Which solver goes first: both reach the same answer. Default 'newton'. */
  readonly engine?: Engine;
}

/**
 * The best portfolio of a problem (see `PortfolioProblem` for formula, shapes and units), with its certificate.
 *
 * 'solved': relative primal, dual and gap residuals ≤ 1e-9 (typically 1e-12). 'primal_infeasible': proven, `conflict` names
 * limits that cannot hold together. 'invalid': NaN, wrong shapes, specific variance ≤ 0, lower above upper, …; `reason`
 * says which. 'iteration_limit': no proof was reached; `weights` is the best iterate. Never throws on values, never returns
 * NaN; the same input gives the same bits.
 *
 *     const { status, weights, conflict } = optimize(problem);
 */
export function optimize(problem: PortfolioProblem, options: OptimizeOptions = {}): PortfolioSolution {
  const reason = problemFault(problem);
  if (reason !== null) return unsolved(problem, 'invalid', { reason });
  const scaled = scaleProblem(problem);
  const climbed = climb(scaled, scaled.alpha, options.engine ?? 'newton');
  return toSolution(problem, scaled, climbed);
}

/** A climb's end in the problem's units. */
export function toSolution(problem: PortfolioProblem, scaled: ScaledProblem, climbed: Climbed): PortfolioSolution {
  if (climbed.status === 'primal_infeasible') return infeasible(problem, climbed.iterations);
  const { weight, alpha } = scaled.units;
  const { primal, dual, gap, objective } = climbed.certificate;
  const weights = climbed.weights.slice();
  for (let i = 0; i < weights.length; i++) weights[i] *= weight;
  if (!Number.isFinite(objective) || firstNotFinite(weights) >= 0) {
    return unsolved(problem, 'iteration_limit', { reason: 'The numbers overflow: rescale the problem.' });
  }
  return {
    status: climbed.status,
    objective: -objective * weight * alpha,
    weights,
    duals: dualsOf(problem, scaled, climbed.price),
    residuals: { primal, dual, gap },
    iterations: climbed.iterations,
    rung: climbed.rung,
    conflict: [],
    ...(climbed.status === 'iteration_limit' && { reason: 'No portfolio reached a certificate of 1e-9.' }),
  };
}

function infeasible(problem: PortfolioProblem, iterations: number): PortfolioSolution {
  return { ...unsolved(problem, 'primal_infeasible', { conflict: conflictingLimits(problem) }), iterations };
}

function unsolved(
  problem: PortfolioProblem,
  status: PortfolioSolution['status'],
  details: { readonly reason?: string; readonly conflict?: readonly string[] },
): PortfolioSolution {
  return {
    status,
    objective: 0,
    weights: new Float64Array(0),
    duals: { exposures: new Float64Array(problem.exposureNames.length), gross: 0, turnover: 0, net: 0 },
    residuals: { primal: 0, dual: 0, gap: 0 },
    iterations: 0,
    rung: 'none',
    conflict: [],
    ...details,
  };
}

/** Prices per unit of each limit. Where net narrows a constant exposure, the price goes to the tighter of both bounds. */
function dualsOf(problem: PortfolioProblem, scaled: ScaledProblem, price: Float64Array): PortfolioSolution['duals'] {
  const { units, exposureOf, exposureUnit, net } = scaled;
  const exposures = new Float64Array(problem.exposureNames.length);
  let netPrice = 0;
  for (let k = 2; k < scaled.order; k++) {
    const nu = (price[k] * units.alpha) / exposureUnit[k];
    const own = exposureOf[k];
    if (net?.limit === k && isNetTighter(problem, scaled, nu)) netPrice = nu * net.value;
    else if (own >= 0) exposures[own] = nu;
  }
  return { exposures, gross: price[0] * units.alpha, turnover: price[1] * units.alpha, net: netPrice };
}

function isNetTighter({ limits }: PortfolioProblem, { net, exposureOf }: ScaledProblem, nu: number): boolean {
  if (net === null || limits.net === null || nu === 0) return false;
  const own = exposureOf[net.limit];
  if (own < 0) return true;
  const ends = limits.net.map((end) => end * net.value);
  return nu > 0 ? Math.max(...ends) < limits.exposureUpper[own] : Math.min(...ends) > limits.exposureLower[own];
}
