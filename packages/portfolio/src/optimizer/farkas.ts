import { timesExposures } from './exposureProducts.ts';
import type { ScaledProblem } from './scaledProblem.ts';

/** Weights beyond this many times what the limits ask for (at least one unit) are not looked at where nothing bounds them. */
const FARTHEST = 1e6;

/**
 * A proof that no weights meet all limits, or null: prices ν, λ, τ (normalised) for which even the best weights within
 * the bounds cost less than nothing,
 *
 *     Σ(uν⁺ − lν⁻) + λG + τT + Σᵢ max over [low, high] of (−xᵢ'ν)w − λ|w| − τ|w−h|  <  0,
 *
 * while every feasible w makes the left side ≥ 0.
 */
export function farkasRay(problem: ScaledProblem, prices: Float64Array): Float64Array | null {
  const most = prices.reduce((largest, price) => Math.max(largest, Math.abs(price)), 0);
  if (!(most > 0 && most < Infinity)) return null;
  const ray = prices.map((price, k) => {
    const normal = price / most;
    if (k < 2) return problem.upper[k] < Infinity ? Math.max(normal, 0) : 0;
    const isEqual = problem.lower[k] === problem.upper[k];
    if (!isEqual && Math.abs(normal) < 1e-6) return 0;
    return Number.isFinite(normal > 0 ? problem.upper[k] : problem.lower[k]) ? normal : 0;
  });
  return isFarkasProof(problem, ray) ? ray : null;
}

export function isFarkasProof(problem: ScaledProblem, ray: Float64Array): boolean {
  const { stocks, order, holdings, low, high, upper, lower } = problem;
  const [lambda, tau] = ray;
  let value = 0;
  let moduli = 0;
  const add = (term: number): void => {
    value += term;
    moduli += Math.abs(term);
  };
  const theta = ray.slice();
  theta[0] = 0;
  theta[1] = 0;
  const charge = timesExposures(problem.layout, theta, new Float64Array(stocks));
  const farthest = FARTHEST * largestDemand(problem);
  for (let k = 0; k < order; k++) if (ray[k] !== 0) add(ray[k] * (ray[k] > 0 ? upper[k] : lower[k]));
  for (let i = 0; i < stocks; i++) {
    const h = holdings[i];
    // What gross and turnover imply for a single weight holds as well.
    const from = Math.max(low[i], -upper[0], h - upper[1], -farthest);
    const to = Math.min(high[i], upper[0], h + upper[1], farthest);
    if (from > to + 1e-9 * (1 + Math.abs(to))) return true;
    const at = (w: number): number => -charge[i] * w - lambda * Math.abs(w) - tau * Math.abs(w - h);
    let best = Math.max(at(from), at(to));
    if (from < 0 && to > 0) best = Math.max(best, at(0));
    if (from < h && to > h) best = Math.max(best, at(h));
    add(best);
  }
  return value < -1e-9 * (1 + moduli);
}

/** The largest weight that some limit by itself asks for, at least 1: exposures (their largest values are 1 to 2), positions, holdings that cannot all be sold. */
function largestDemand({ stocks, order, lower, upper, low, high, holdings }: ScaledProblem): number {
  let most = 1;
  for (let k = 2; k < order; k++) most = Math.max(most, lower[k], -upper[k]);
  for (let i = 0; i < stocks; i++) {
    most = Math.max(most, low[i], -high[i], upper[1] < Infinity ? Math.abs(holdings[i]) : 0);
  }
  return most;
}
