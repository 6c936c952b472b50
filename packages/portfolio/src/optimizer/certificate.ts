import { matrixVector } from '@robata/kernels';
import { exposuresOf, timesExposures } from './exposureProducts.ts';
import { type NewtonState, newtonState } from './newtonState.ts';
import type { ScaledProblem } from './scaledProblem.ts';
import { stockStates, stockStep } from './stockStep.ts';

/**
 * Proof of optimality, computed from nothing but the problem, the weights and the prices of the limits.
 * All residuals are relative: 1e-9 means 1e-9 of a typical weight, alpha or objective (the units of `ScaledProblem`)
 * plus 1e-9 of the limit's, the largest alpha's or the objective's own size.
 */
export interface Certificate {
  /** Largest violation of a limit. */
  readonly primal: number;
  /** Largest distance of a stock's α − qw − x'(ν + QX'w) from the slopes its costs, limits and bounds allow at w. */
  readonly dual: number;
  /** What the complementarity of prices and limits leaves open. */
  readonly gap: number;
  /** The scaled objective, being minimized. */
  readonly objective: number;
}

const CERTIFIED = 1e-9;

export const isCertified = ({ primal, dual, gap }: Certificate, tolerance = CERTIFIED): boolean =>
  primal <= tolerance && dual <= tolerance && gap <= tolerance;

/** The certificate by the optimality conditions. */
export function certify(
  problem: ScaledProblem,
  alpha: Float64Array,
  w: Float64Array,
  price: Float64Array,
): Certificate {
  const state = newtonState(problem);
  state.alpha.set(alpha);
  state.trial.weights.set(w);
  return certifyLoaded(problem, state, state.trial.weights, price);
}

/**
 * The same for `state.alpha` and weights in the memory of the layout. X·prices and X'w are computed afresh, the latter, where `known`
 * weights are given, as what was so computed for them plus X' times what differs: as exact, as long as those are no larger.
 */
export function certifyLoaded(
  problem: ScaledProblem,
  state: NewtonState,
  w: Float64Array,
  price: Float64Array,
  known: { readonly weights: Float64Array; readonly y: Float64Array } | null = null,
): Certificate {
  const { order, layout, lower, upper } = problem;
  const { workspace, address, scratch, stride } = layout;
  const { kernels } = workspace;
  const { loaded, sums, e } = state;
  const y = state.step.delta;
  const { theta, riskPrice } = state.step;
  if (known === null) y.fill(0);
  else y.set(known.y);
  kernels.addExposures(
    address,
    w.byteOffset,
    (known?.weights ?? scratch.zeros).byteOffset,
    y.byteOffset,
    scratch.changes.byteOffset,
  );
  if (problem.anyRisk) {
    kernels.matrixTimesVector(loaded.risk.byteOffset, stride, y.byteOffset, riskPrice.byteOffset);
  } else riskPrice.fill(0);
  for (let k = 2; k < order; k++) theta[k] = price[k] + riskPrice[k];
  kernels.timesExposures(address, theta.byteOffset, e.byteOffset);
  kernels.stockResiduals(
    loaded.address,
    state.alpha.byteOffset,
    e.byteOffset,
    w.byteOffset,
    price[0],
    price[1],
    sums.byteOffset,
  );
  y[0] = sums[0];
  y[1] = sums[1];
  const dual = Math.max(larger(0, sums[3]), -price[0], -price[1]) / (1 + sums[5]);
  let objective = sums[2];
  let primal = larger(0, sums[4]);
  let open = 0;
  for (let k = 0; k < order; k++) {
    if (k >= 2) objective += 0.5 * riskPrice[k] * y[k];
    primal = larger(primal, violation(lower[k], y[k], upper[k]));
    if (price[k] > 0) open += price[k] * Math.abs(upper[k] - y[k]);
    else if (price[k] < 0) open -= price[k] * Math.abs(y[k] - lower[k]);
  }
  return { primal, dual: Number.isNaN(dual) ? Infinity : dual, gap: open / (1 + Math.abs(objective)), objective };
}

/**
 * The certificate of weights that no prices support exactly: by weak duality, for any prices, no weights do better than
 * the dual value, so objective − dual value bounds what the weights lose. Prices towards infinite bounds count as 0.
 */
export function certifyByDuality(
  problem: ScaledProblem,
  alpha: Float64Array,
  w: Float64Array,
  prices: Float64Array,
): Certificate {
  const { y, riskPrice, primal, objective } = evaluate(problem, alpha, w);
  const price = prices.map((nu, k) => {
    if (k < 2) return problem.upper[k] < Infinity ? Math.max(nu, 0) : 0;
    return Number.isFinite(nu > 0 ? problem.upper[k] : problem.lower[k]) ? nu : 0;
  });
  const theta = price.map((nu, k) => (k < 2 ? 0 : nu + riskPrice[k]));
  const charge = timesExposures(problem.layout, theta, new Float64Array(problem.stocks));
  const p = alpha.map((a, i) => a - charge[i]);
  const best = stockStates(problem.stocks);
  stockStep(problem, p, { gross: price[0], turnover: price[1] }, best);
  let conjugate = 0;
  for (let i = 0; i < problem.stocks; i++) {
    const v = best.weights[i];
    conjugate += (p[i] - 0.5 * problem.curvature[i] * v) * v - price[0] * Math.abs(v);
    conjugate -= (problem.cost[i] + price[1]) * Math.abs(v - problem.holdings[i]);
  }
  for (let k = 0; k < problem.order; k++) {
    if (price[k] !== 0) conjugate += price[k] * (price[k] > 0 ? problem.upper[k] : problem.lower[k]);
    conjugate += 0.5 * riskPrice[k] * y[k];
  }
  return { primal, dual: 0, gap: Math.abs(objective + conjugate) / (1 + Math.abs(objective)), objective };
}

/** Limits' values, the prices of risk Qy, the largest violation and the objective at w. */
function evaluate(problem: ScaledProblem, alpha: Float64Array, w: Float64Array) {
  const { stocks, order, curvature, cost, holdings, low, high } = problem;
  const y = exposuresOf(problem.layout, w, new Float64Array(order));
  const riskPrice = problem.anyRisk ? matrixVector(problem.risk, y) : new Float64Array(order);
  let objective = 0;
  for (let k = 2; k < order; k++) objective += 0.5 * riskPrice[k] * y[k];
  let primal = 0;
  for (let i = 0; i < stocks; i++) {
    const trade = Math.abs(w[i] - holdings[i]);
    y[0] += Math.abs(w[i]);
    y[1] += trade;
    objective += (0.5 * curvature[i] * w[i] - alpha[i]) * w[i] + cost[i] * trade;
    if (!(w[i] >= low[i] && w[i] <= high[i])) {
      primal = larger(primal, violation(low[i], w[i], high[i]));
    }
  }
  for (let k = 0; k < order; k++) primal = larger(primal, violation(problem.lower[k], y[k], problem.upper[k]));
  return { y, riskPrice, primal, objective };
}

function violation(lower: number, y: number, upper: number): number {
  if (y >= lower && y <= upper) return 0;
  return y < lower ? (lower - y) / (1 + Math.abs(lower)) : (y - upper) / (1 + Math.abs(upper));
}

/** The larger of two, where NaN counts as infinite: a certificate never passes on NaN. */
const larger = (a: number, b: number): number => (b <= a ? a : b > a ? b : Infinity);
