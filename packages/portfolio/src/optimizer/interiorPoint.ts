import { cholesky, choleskyInverse, choleskySolve, type Matrix, matrix, matrixVector } from '@robata/kernels';
import { type DualPoint, dualPoint, isEquality } from './dualPoint.ts';
import { exposuresOf, gramOf, timesExposures } from './exposureProducts.ts';
import { farkasRay } from './farkas.ts';
import type { ScaledProblem } from './scaledProblem.ts';
import { type SplitStocks, splitStocks } from './splitStocks.ts';

/**
 * Mehrotra's predictor–corrector interior point on split variables: the safety net, and the proof of infeasibility.
 *
 * Every slack that becomes tiny is an iterate of its own whose step is computed directly; the only difference taken is
 * the remainder on each stock's largest piece. That keeps the dual residual at 1e-13 down to gaps of 1e-12, where the
 * usual epigraph variables lose it as 1/gap. The weights near kinks are still not exact: Newton polishes them.
 */
export interface InteriorState {
  readonly split: SplitStocks;
  readonly alpha: Float64Array;
  readonly isEqual: Uint8Array;
  /** Per piece: x, its upper slack, and the multipliers of both. */
  readonly x: Float64Array;
  readonly s: Float64Array;
  readonly z: Float64Array;
  readonly v: Float64Array;
  /** Per limit: value y, prices θ (entries 0, 1: λ, τ), slacks and multipliers of both bounds. */
  readonly y: Float64Array;
  readonly theta: Float64Array;
  readonly above: Float64Array;
  readonly below: Float64Array;
  readonly nuAbove: Float64Array;
  readonly nuBelow: Float64Array;
  readonly weights: Float64Array;
  iterations: number;
  stalled: boolean;
  /** Proof that no weights meet all limits, when there is one. */
  ray: Float64Array | null;
}

const MOST_ITERATIONS = 120;
/** 1/θ of a piece without bounds. */
const FREE = 1e30;

export function interiorState(problem: ScaledProblem, alpha: Float64Array): InteriorState {
  const { stocks, order, lower, upper } = problem;
  const split = splitStocks(problem);
  const vector = (): Float64Array => new Float64Array(order);
  const state: InteriorState = {
    split,
    alpha,
    isEqual: Uint8Array.from({ length: order }, (_, k) => (k >= 2 && isEquality(problem, k) ? 1 : 0)),
    x: split.length.map((length) => Math.min(length / 2, 1)),
    s: split.length.map((length) => length - Math.min(length / 2, 1)),
    z: new Float64Array(3 * stocks).fill(1),
    v: split.length.map((length) => (length < Infinity ? 1 : 0)),
    y: vector(),
    theta: vector(),
    above: vector().fill(Infinity),
    below: vector().fill(Infinity),
    nuAbove: vector(),
    nuBelow: vector(),
    weights: new Float64Array(stocks),
    iterations: 0,
    stalled: false,
    ray: null,
  };
  for (let i = 0; i < stocks; i++) if (split.isFree[i] === 1) state.x[3 * i] = 0;
  for (let k = 2; k < order; k++) {
    const [l, u] = [lower[k], upper[k]];
    state.y[k] = l > -Infinity ? (u < Infinity ? l + (u - l) / 2 : l + 1) : u < Infinity ? u - 1 : 0;
    if (state.isEqual[k] === 1) continue;
    if (u < Infinity) {
      state.above[k] = u - state.y[k];
      state.nuAbove[k] = 1;
    }
    if (l > -Infinity) {
      state.below[k] = state.y[k] - l;
      state.nuBelow[k] = 1;
    }
  }
  const { gross, traded } = measure(problem, state);
  [gross, traded].forEach((sum, k) => {
    if (upper[k] === Infinity) return;
    state.theta[k] = 0.5;
    state.above[k] = Math.max(upper[k] - sum, 0.1 * upper[k], 0.1);
  });
  matchSlopes(problem, state);
  return state;
}

/** Multipliers of the pieces that meet the stocks' own slopes at the start: costs far above alpha would stall the first steps. */
function matchSlopes(problem: ScaledProblem, { split, theta, weights, z, v, alpha }: InteriorState): void {
  for (let i = 0; i < problem.stocks; i++) {
    for (let at = 3 * i; at < 3 * i + split.count[i]; at++) {
      const costs = (problem.cost[i] + theta[1]) * split.turnoverSlope[at] + theta[0] * split.grossSlope[at];
      const slope = costs - split.sigma[at] * (alpha[i] - problem.curvature[i] * weights[i]);
      z[at] = 1 + Math.max(0, slope);
      if (split.length[at] < Infinity) v[at] = 1 + Math.max(0, -slope);
    }
  }
}

/** Iterates until primal, dual and relative gap are below the tolerance, infeasibility is proven, or nothing moves. */
export function advance(problem: ScaledProblem, state: InteriorState, tolerance: number): void {
  let shortSteps = 0;
  while (!state.stalled && state.ray === null) {
    const frame = newFrame(problem, state);
    if (frame.primal <= tolerance && frame.dual <= tolerance && frame.gap <= tolerance) return;
    if (state.iterations >= 2 && frame.primal > 1e-6) state.ray = farkasRay(problem, pricesOf(problem, state));
    if (state.ray !== null) return;
    const length = iterate(problem, state, frame);
    state.iterations += 1;
    shortSteps = length < 1e-5 ? shortSteps + 1 : 0;
    state.stalled = !(length > 0) || shortSteps === 3 || state.iterations >= MOST_ITERATIONS;
  }
}

/** ν = θ − Qy of equalities, the difference of both bounds' multipliers of the others; λ and τ in front. */
export function pricesOf(problem: ScaledProblem, state: InteriorState): Float64Array {
  const riskPrice = matrixVector(problem.risk, state.y);
  return state.theta.map((theta, k) => {
    if (k < 2) return theta;
    return state.isEqual[k] === 1 ? theta - riskPrice[k] : state.nuAbove[k] - state.nuBelow[k];
  });
}

/** Where Newton takes over: a bound is active where its multiplier has outgrown its slack. */
export function toDualPoint(problem: ScaledProblem, state: InteriorState): DualPoint {
  const point = dualPoint(problem.order);
  const price = pricesOf(problem, state);
  for (let k = 0; k < problem.order; k++) {
    point.riskAt[k] = k < 2 ? 0 : state.y[k];
    const nuAbove = k < 2 ? state.theta[k] : state.nuAbove[k];
    if (state.isEqual[k] === 1 || nuAbove > state.above[k]) point.side[k] = 1;
    else if (state.nuBelow[k] > state.below[k]) point.side[k] = -1;
    point.price[k] = point.side[k] !== 0 && (state.isEqual[k] === 1 || price[k] * point.side[k] > 0) ? price[k] : 0;
  }
  return point;
}

/** Everything of one iteration that both its solves share. */
interface Frame {
  readonly primal: number;
  readonly dual: number;
  readonly gap: number;
  readonly mu: number;
  readonly gross: number;
  readonly traded: number;
  /** X'w − y. */
  readonly offset: Float64Array;
  readonly pi: Float64Array;
  /** Qy − θ. */
  readonly pull: Float64Array;
}

function newFrame(problem: ScaledProblem, state: InteriorState): Frame {
  const { stocks, order, curvature, cost, upper, lower } = problem;
  const { split, theta, y, x, s, z, v, weights, alpha } = state;
  const { gross, traded } = measure(problem, state);
  const offset = exposuresOf(problem.layout, weights, new Float64Array(order));
  const pull = matrixVector(problem.risk, y);
  let objective = 0;
  let dual = 0;
  let total = 0;
  let pairs = 0;
  let primal = 0;
  for (let k = 2; k < order; k++) {
    objective += 0.5 * pull[k] * y[k];
    pull[k] -= theta[k];
    offset[k] -= y[k];
    const bound = Math.min(Math.abs(upper[k]), Math.abs(lower[k]));
    primal = Math.max(primal, Math.abs(offset[k]) / (1 + (bound < Infinity ? bound : 0)));
    if (state.isEqual[k] === 1) continue;
    dual = Math.max(dual, Math.abs(pull[k] + state.nuAbove[k] - state.nuBelow[k]));
    if (state.above[k] < Infinity) {
      total += state.above[k] * state.nuAbove[k];
      pairs += 1;
    }
    if (state.below[k] < Infinity) {
      total += state.below[k] * state.nuBelow[k];
      pairs += 1;
    }
  }
  [gross, traded].forEach((sum, k) => {
    if (upper[k] === Infinity) return;
    primal = Math.max(primal, Math.abs(sum + state.above[k] - upper[k]) / (1 + upper[k]));
    total += state.above[k] * theta[k];
    pairs += 1;
  });
  const prices = theta.slice();
  prices[0] = 0;
  prices[1] = 0;
  const pi = timesExposures(problem.layout, prices, new Float64Array(stocks));
  for (let i = 0; i < stocks; i++) {
    objective +=
      (0.5 * curvature[i] * weights[i] - alpha[i]) * weights[i] + cost[i] * Math.abs(weights[i] - problem.holdings[i]);
    pi[i] = alpha[i] - curvature[i] * weights[i] - pi[i];
    for (let at = 3 * i; at < 3 * i + split.count[i]; at++) {
      const slope = (cost[i] + theta[1]) * split.turnoverSlope[at] + theta[0] * split.grossSlope[at];
      const own = split.isFree[i] === 1 ? 0 : z[at] - v[at];
      dual = Math.max(dual, Math.abs(slope - split.sigma[at] * pi[i] - own));
      if (split.isFree[i] === 1) continue;
      total += x[at] * z[at];
      pairs += 1;
      if (split.length[at] < Infinity) {
        total += s[at] * v[at];
        pairs += 1;
      }
    }
  }
  return {
    primal,
    dual,
    gap: total / (1 + Math.abs(objective)),
    mu: pairs > 0 ? total / pairs : 0,
    gross,
    traded,
    offset,
    pi,
    pull,
  };
}

/** Weights and their sums from the pieces. */
function measure(problem: ScaledProblem, { split, x, weights }: InteriorState): { gross: number; traded: number } {
  let gross = 0;
  let traded = 0;
  for (let i = 0; i < problem.stocks; i++) {
    let w = split.reference[i];
    gross += Math.abs(w);
    traded += Math.abs(w - problem.holdings[i]);
    for (let at = 3 * i; at < 3 * i + split.count[i]; at++) {
      w += split.sigma[at] * x[at];
      gross += split.grossSlope[at] * x[at];
      traded += split.turnoverSlope[at] * x[at];
    }
    weights[i] = w;
  }
  return { gross, traded };
}

/** The system of one iteration, factored once for predictor and corrector. */
interface System {
  readonly factor: Matrix;
  /** B = (Q + Σ)⁻¹ on the exposures that are no equalities. */
  readonly inverse: Matrix;
  /** 1/θⱼ per piece; W, ḡ, t̄ per stock. */
  readonly give: Float64Array;
  readonly w: Float64Array;
  readonly g: Float64Array;
  readonly t: Float64Array;
}

function factorSystem(problem: ScaledProblem, state: InteriorState): System {
  const { stocks, order, curvature, upper } = problem;
  const { split, x, s, z, v, theta } = state;
  const give = new Float64Array(3 * stocks);
  const w = new Float64Array(stocks);
  const g = new Float64Array(stocks);
  const t = new Float64Array(stocks);
  let vgg = 0;
  let vgt = 0;
  let vtt = 0;
  for (let i = 0; i < stocks; i++) {
    const first = 3 * i;
    const end = first + split.count[i];
    if (first === end) continue;
    let sum = 0;
    for (let at = first; at < end; at++) {
      if (split.isFree[i] === 1) give[at] = FREE;
      else give[at] = split.length[at] < Infinity ? (x[at] * s[at]) / (z[at] * s[at] + v[at] * x[at]) : x[at] / z[at];
      sum += give[at];
    }
    // Slacks or multipliers that underflowed: a NaN made here would stay in the layout's scratch and spoil every later product.
    if (!(sum > 0 && sum < Infinity)) continue;
    w[i] = sum / (1 + curvature[i] * sum);
    for (let at = first; at < end; at++) {
      const share = give[at] / sum;
      const gSlope = split.sigma[at] * split.grossSlope[at];
      const tSlope = split.sigma[at] * split.turnoverSlope[at];
      g[i] += share * gSlope;
      t[i] += share * tSlope;
      // Covariances as sums over pairs: never a difference of means of products.
      for (let other = at + 1; other < end; other++) {
        const both = share * give[other];
        const gApart = gSlope - split.sigma[other] * split.grossSlope[other];
        const tApart = tSlope - split.sigma[other] * split.turnoverSlope[other];
        vgg += both * gApart * gApart;
        vgt += both * gApart * tApart;
        vtt += both * tApart * tApart;
      }
    }
  }
  const factor = gramOf(problem.layout, w, { gross: g, turnover: t });
  const h = factor.data;
  h[0] += vgg + state.above[0] / theta[0];
  h[1] += vgt;
  h[order + 1] += vtt + state.above[1] / theta[1];
  const inverse = boundedRiskInverse(problem, state);
  for (let at = 0; at < h.length; at++) h[at] += inverse.data[at];
  for (const k of [0, 1]) {
    if (upper[k] < Infinity) continue;
    for (let j = 0; j < k; j++) h[j * order + k] = 0;
    for (let j = k; j < order; j++) h[k * order + j] = 0;
    h[k * order + k] = 1;
  }
  cholesky(factor);
  return { factor, inverse, give, w, g, t };
}

function boundedRiskInverse(problem: ScaledProblem, state: InteriorState): Matrix {
  const { order, risk } = problem;
  const members: number[] = [];
  let most = 0;
  for (let k = 2; k < order; k++) {
    if (state.isEqual[k] === 1) continue;
    members.push(k);
    most = Math.max(most, risk.data[k * order + k]);
  }
  const size = members.length;
  const block = matrix(size, size);
  members.forEach((k, a) => {
    members.forEach((j, b) => {
      block.data[a * size + b] = risk.data[k * order + j];
    });
    // Regularised relative to each diagonal entry: a common amount would spoil the exposures whose barrier is weak.
    const barrier = state.nuAbove[k] / state.above[k] + state.nuBelow[k] / state.below[k];
    block.data[a * size + a] = (block.data[a * size + a] + barrier) * (1 + 1e-14) + 1e-10 * most;
  });
  cholesky(block);
  const blockInverse = choleskyInverse(block);
  const inverse = matrix(order, order);
  members.forEach((k, a) => {
    members.forEach((j, b) => {
      inverse.data[k * order + j] = blockInverse.data[a * size + b];
    });
  });
  return inverse;
}

/** A step in every iterate. */
interface Move {
  readonly x: Float64Array;
  readonly z: Float64Array;
  readonly v: Float64Array;
  readonly y: Float64Array;
  readonly theta: Float64Array;
  readonly above: Float64Array;
  readonly nuAbove: Float64Array;
  readonly nuBelow: Float64Array;
}

/** Predictor and corrector; returns the step length taken, 0 where it would not be finite. */
function iterate(problem: ScaledProblem, state: InteriorState, frame: Frame): number {
  const system = factorSystem(problem, state);
  const predictor = solve(problem, state, frame, system, 0, null);
  const reach = Math.min(1, longestStep(problem, state, predictor));
  const ratio = frame.mu > 0 ? meanComplementarity(problem, state, predictor, reach) / frame.mu : 0;
  const move = solve(problem, state, frame, system, ratio ** 3 * frame.mu, predictor);
  const length = Math.min(1, longestStep(problem, state, move) * Math.max(0.99, 1 - frame.mu));
  if (!isFinite(length) || !move.theta.every(Number.isFinite) || !move.x.every(Number.isFinite)) return 0;
  for (let at = 0; at < state.x.length; at++) {
    state.x[at] += length * move.x[at];
    state.s[at] -= length * move.x[at];
    state.z[at] += length * move.z[at];
    state.v[at] += length * move.v[at];
  }
  for (let k = 0; k < problem.order; k++) {
    state.y[k] += length * move.y[k];
    state.theta[k] += length * move.theta[k];
    state.above[k] += length * move.above[k];
    state.below[k] += length * move.y[k];
    state.nuAbove[k] += length * move.nuAbove[k];
    state.nuBelow[k] += length * move.nuBelow[k];
  }
  return length;
}

/** Solves the factored system towards complementarity `target`, with Mehrotra's correction after a predictor. */
function solve(
  problem: ScaledProblem,
  state: InteriorState,
  frame: Frame,
  system: System,
  target: number,
  predictor: Move | null,
): Move {
  const { stocks, order, cost, upper, layout } = problem;
  const { split, x, s, theta, above, below, nuAbove, nuBelow } = state;
  const { give, w, g, t } = system;
  const xi = new Float64Array(3 * stocks);
  const xiMean = new Float64Array(stocks);
  const toZ = new Float64Array(3 * stocks);
  const toV = new Float64Array(3 * stocks);
  const weighted = new Float64Array(stocks);
  let grossSide = 0;
  let turnoverSide = 0;
  for (let i = 0; i < stocks; i++) {
    const first = 3 * i;
    const end = first + split.count[i];
    let sum = 0;
    let mean = 0;
    for (let at = first; at < end; at++) {
      const slope = (cost[i] + theta[1]) * split.turnoverSlope[at] + theta[0] * split.grossSlope[at];
      xi[at] = slope - split.sigma[at] * frame.pi[i];
      if (split.isFree[i] === 0) {
        toZ[at] = (target - (predictor === null ? 0 : predictor.x[at] * predictor.z[at])) / x[at];
        if (split.length[at] < Infinity) {
          toV[at] = (target + (predictor === null ? 0 : predictor.x[at] * predictor.v[at])) / s[at];
        }
        xi[at] += toV[at] - toZ[at];
      }
      sum += give[at];
      mean += give[at] * split.sigma[at] * xi[at];
    }
    if (sum === 0) continue;
    xiMean[i] = mean / sum;
    weighted[i] = w[i] * xiMean[i];
    grossSide -= g[i] * weighted[i];
    turnoverSide -= t[i] * weighted[i];
    for (let at = first; at < end; at++) {
      for (let other = at + 1; other < end; other++) {
        const both = (give[at] * give[other]) / sum;
        const xiApart = split.sigma[at] * xi[at] - split.sigma[other] * xi[other];
        grossSide -=
          both * xiApart * (split.sigma[at] * split.grossSlope[at] - split.sigma[other] * split.grossSlope[other]);
        turnoverSide -=
          both *
          xiApart *
          (split.sigma[at] * split.turnoverSlope[at] - split.sigma[other] * split.turnoverSlope[other]);
      }
    }
  }

  const toAbove = new Float64Array(order);
  const toBelow = new Float64Array(order);
  const eta = new Float64Array(order);
  const delta = exposuresOf(layout, weighted, new Float64Array(order));
  for (let k = 2; k < order; k++) {
    delta[k] = frame.offset[k] - delta[k];
    if (state.isEqual[k] === 1) continue;
    if (above[k] < Infinity) {
      toAbove[k] = (target + (predictor === null ? 0 : predictor.y[k] * predictor.nuAbove[k])) / above[k];
    }
    if (below[k] < Infinity) {
      toBelow[k] = (target - (predictor === null ? 0 : predictor.y[k] * predictor.nuBelow[k])) / below[k];
    }
    eta[k] = frame.pull[k] + toAbove[k] - toBelow[k];
  }
  const bent = matrixVector(system.inverse, eta);
  for (let k = 2; k < order; k++) delta[k] += bent[k];
  [frame.gross, frame.traded].forEach((sum, k) => {
    if (upper[k] === Infinity) return;
    toAbove[k] = (target - (predictor === null ? 0 : predictor.above[k] * predictor.theta[k])) / theta[k];
    delta[k] = sum - upper[k] + toAbove[k] + (k === 0 ? grossSide : turnoverSide);
  });
  choleskySolve(system.factor, delta);

  const move: Move = {
    x: new Float64Array(3 * stocks),
    z: new Float64Array(3 * stocks),
    v: new Float64Array(3 * stocks),
    y: new Float64Array(order),
    theta: delta,
    above: new Float64Array(order),
    nuAbove: new Float64Array(order),
    nuBelow: new Float64Array(order),
  };
  moveStocks(problem, state, system, move, { xi, xiMean, toZ, toV });
  matrixVector(
    system.inverse,
    delta.map((value, k) => value - eta[k]),
    move.y,
  );
  move.y[0] = 0;
  move.y[1] = 0;
  for (let k = 0; k < order; k++) {
    if (k < 2) {
      if (upper[k] < Infinity) move.above[k] = toAbove[k] - above[k] - (above[k] / theta[k]) * delta[k];
      continue;
    }
    if (above[k] < Infinity) {
      move.above[k] = -move.y[k];
      move.nuAbove[k] = toAbove[k] - nuAbove[k] + (nuAbove[k] / above[k]) * move.y[k];
    }
    if (below[k] < Infinity) move.nuBelow[k] = toBelow[k] - nuBelow[k] - (nuBelow[k] / below[k]) * move.y[k];
  }
  return move;
}

/** Steps of the pieces: each directly, the one that gives most takes the remainder of the stock's step. */
function moveStocks(
  problem: ScaledProblem,
  state: InteriorState,
  { give, w, g, t }: System,
  move: Move,
  { xi, xiMean, toZ, toV }: Record<'xi' | 'xiMean' | 'toZ' | 'toV', Float64Array>,
): void {
  const { stocks, curvature, layout } = problem;
  const { split, x, s, z, v } = state;
  const prices = move.theta.slice();
  prices[0] = 0;
  prices[1] = 0;
  const charge = timesExposures(layout, prices, new Float64Array(stocks));
  for (let i = 0; i < stocks; i++) {
    const first = 3 * i;
    const end = first + split.count[i];
    if (first === end) continue;
    const dw = -w[i] * (charge[i] + g[i] * move.theta[0] + t[i] * move.theta[1] + xiMean[i]);
    const dpi = -curvature[i] * dw - charge[i];
    let most = first;
    for (let at = first + 1; at < end; at++) if (give[at] > give[most]) most = at;
    let remainder = dw;
    for (let at = first; at < end; at++) {
      if (at === most) continue;
      const slope = split.grossSlope[at] * move.theta[0] + split.turnoverSlope[at] * move.theta[1];
      move.x[at] = give[at] * (split.sigma[at] * dpi - slope - xi[at]);
      remainder -= split.sigma[at] * move.x[at];
    }
    move.x[most] = split.sigma[most] * remainder;
    if (split.isFree[i] === 1) continue;
    for (let at = first; at < end; at++) {
      move.z[at] = toZ[at] - z[at] - (z[at] / x[at]) * move.x[at];
      if (split.length[at] < Infinity) move.v[at] = toV[at] - v[at] + (v[at] / s[at]) * move.x[at];
    }
  }
}

/** The step at which the first slack or multiplier becomes 0. */
function longestStep(problem: ScaledProblem, state: InteriorState, move: Move): number {
  const { split } = state;
  let reach = Infinity;
  const limit = (value: number, change: number): void => {
    if (change < 0 && -value / change < reach) reach = -value / change;
  };
  for (let i = 0; i < problem.stocks; i++) {
    if (split.isFree[i] === 1) continue;
    for (let at = 3 * i; at < 3 * i + split.count[i]; at++) {
      limit(state.x[at], move.x[at]);
      limit(state.z[at], move.z[at]);
      if (split.length[at] < Infinity) {
        limit(state.s[at], -move.x[at]);
        limit(state.v[at], move.v[at]);
      }
    }
  }
  for (let k = 0; k < problem.order; k++) {
    if (state.above[k] < Infinity) {
      limit(state.above[k], move.above[k]);
      if (k < 2) limit(state.theta[k], move.theta[k]);
      else limit(state.nuAbove[k], move.nuAbove[k]);
    }
    if (state.below[k] < Infinity) {
      limit(state.below[k], move.y[k]);
      limit(state.nuBelow[k], move.nuBelow[k]);
    }
  }
  return reach;
}

/** μ after a step of the given length. */
function meanComplementarity(problem: ScaledProblem, state: InteriorState, move: Move, length: number): number {
  const { split } = state;
  let total = 0;
  let pairs = 0;
  const add = (a: number, da: number, b: number, db: number): void => {
    total += (a + length * da) * (b + length * db);
    pairs += 1;
  };
  for (let i = 0; i < problem.stocks; i++) {
    if (split.isFree[i] === 1) continue;
    for (let at = 3 * i; at < 3 * i + split.count[i]; at++) {
      add(state.x[at], move.x[at], state.z[at], move.z[at]);
      if (split.length[at] < Infinity) add(state.s[at], -move.x[at], state.v[at], move.v[at]);
    }
  }
  for (let k = 0; k < problem.order; k++) {
    if (state.above[k] < Infinity) {
      if (k < 2) add(state.above[k], move.above[k], state.theta[k], move.theta[k]);
      else add(state.above[k], move.above[k], state.nuAbove[k], move.nuAbove[k]);
    }
    if (state.below[k] < Infinity) add(state.below[k], move.y[k], state.nuBelow[k], move.nuBelow[k]);
  }
  return pairs > 0 ? total / pairs : 0;
}
