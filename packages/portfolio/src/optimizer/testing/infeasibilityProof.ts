import type { PortfolioProblem } from '../problem.ts';
import type { ScaledProblem } from '../scaledProblem.ts';

/** Weights beyond this many units are not looked at where nothing bounds them. */
const FARTHEST = 1e6;

/**
 * What a proof of infeasibility proves, in plain loops over the problem as the user gave it: prices of the limits for which the
 * best that any weights within their own bounds can do, relative to the size of the terms, is below 0. Every weights that meet all
 * limits would make it ≥ 0.
 */
export function infeasibilityProof(problem: PortfolioProblem, scaled: ScaledProblem, ray: Float64Array): number {
  const { limits, exposures, holdings } = problem;
  const { units, net } = scaled;
  const n = holdings.length;
  const gross = limits.gross ?? Infinity;
  const turnover = limits.turnover ?? Infinity;
  let value = 0;
  let size = 0;
  const add = (term: number): void => {
    value += term;
    size += Math.abs(term);
  };
  if (ray[0] > 0) add(ray[0] * gross);
  if (ray[1] > 0) add(ray[1] * turnover);
  const pull = new Float64Array(n);
  for (let k = 2; k < scaled.order; k++) {
    if (ray[k] === 0) continue;
    const exposure = scaled.exposureOf[k];
    let [lower, upper] =
      exposure < 0 ? [-Infinity, Infinity] : [limits.exposureLower[exposure], limits.exposureUpper[exposure]];
    if (net?.limit === k && limits.net !== null) {
      const ends = limits.net.map((end) => end * net.value);
      lower = Math.max(lower, Math.min(...ends));
      upper = Math.min(upper, Math.max(...ends));
    }
    const price = ray[k] / scaled.exposureUnit[k];
    add(price * (price > 0 ? upper : lower));
    for (let i = 0; i < n; i++) pull[i] -= price * (exposure < 0 ? 1 : exposures.data[exposure * n + i]);
  }
  for (let i = 0; i < n; i++) {
    const h = holdings[i];
    const far = FARTHEST * units.weight;
    const from = Math.max(limits.positionLower[i], -gross, h - turnover, -far);
    const to = Math.min(limits.positionUpper[i], gross, h + turnover, far);
    if (from > to) return -Infinity;
    const at = (w: number): number => pull[i] * w - ray[0] * Math.abs(w) - ray[1] * Math.abs(w - h);
    add(Math.max(...[from, to, 0, h].filter((w) => w >= from && w <= to).map(at)));
  }
  return value / size;
}
