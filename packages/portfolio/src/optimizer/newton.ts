import { cholesky, choleskyInverse, choleskySolve, type Matrix, matrix, matrixVector } from '@robata/kernels';
import { copyDualPoint, type DualPoint, dualPoint, isEquality } from './dualPoint.ts';
import { exposuresOf, timesExposures } from './exposureLayout.ts';
import { addToGram, formGram } from './gram.ts';
import type { ScaledProblem } from './scaledProblem.ts';
import { GROSS_SLOPE, type StockStates, stockStates, stockStep, TURNOVER_SLOPE } from './stockStep.ts';

/**
 * Semismooth Newton on the dual.
 *
 * Given the prices of the limits every stock chooses its weight in closed form (`stockStep`), so that stationarity holds
 * exactly and one equation per limit remains: the active limits are met, and risk is priced at the exposures held
 * (ζ = X'w). These equations are piecewise linear; each step solves them for the present pieces:
 *
 *     (N'DN + B) δ = r,   N = (slopes of |w|, of |w−h|, exposures) of the free stocks, D = 1/q,
 *     B = the inverse of Q on the exposures that are not at a bound,
 *
 * and searches along the step on the exact derivative of the dual function. With the right pieces the step is exact.
 */
export interface NewtonState {
  readonly point: DualPoint;
  /** α − X(ν + Qζ), what a unit of each stock earns after the prices of its exposures. */
  p: Float64Array;
  states: StockStates;
  /** Values of the limits: Σ|w|, Σ|w − h|, X'w. */
  readonly y: Float64Array;
  /** N'DN, and the codes for which it was formed. */
  readonly gram: Matrix;
  readonly gramCodes: Uint8Array;
  /** B with the pattern of sides for which it was formed. Never written to again once built: states may share it. */
  riskInverse: { readonly inverse: Matrix; readonly isInside: Uint8Array } | null;
  /** Scratch. */
  trialP: Float64Array;
  trial: StockStates;
  readonly e: Float64Array;
  readonly residual: Float64Array;
  readonly system: Matrix;
  readonly step: Step;
}

interface Step {
  readonly delta: Float64Array;
  readonly price: Float64Array;
  readonly riskAt: Float64Array;
  /** Q times the step of ζ. */
  readonly riskPrice: Float64Array;
  readonly theta: Float64Array;
  readonly scratch: Float64Array;
}

export interface NewtonOutcome {
  readonly steps: number;
  /** The largest relative residual of the limits' equations. */
  readonly residual: number;
}

const CONVERGED = 1e-12;
/** Below this a step that no longer divides the residual by 10 is rounding, and the certificate decides. */
const NEARLY_CONVERGED = 1e-9;
const ACTIVATION = 1e-10;

export function newtonState({ stocks, order }: ScaledProblem): NewtonState {
  const vector = (): Float64Array => new Float64Array(order);
  return {
    point: dualPoint(order),
    p: new Float64Array(stocks),
    states: stockStates(stocks),
    y: vector(),
    gram: matrix(order, order),
    gramCodes: new Uint8Array(stocks),
    riskInverse: null,
    trialP: new Float64Array(stocks),
    trial: stockStates(stocks),
    e: new Float64Array(stocks),
    residual: vector(),
    system: matrix(order, order),
    step: {
      delta: vector(),
      price: vector(),
      riskAt: vector(),
      riskPrice: vector(),
      theta: vector(),
      scratch: vector(),
    },
  };
}

/** Puts the state at the given prices, with nothing known of the Gram matrix. */
export function startAt(problem: ScaledProblem, state: NewtonState, alpha: Float64Array, point: DualPoint): void {
  copyDualPoint(point, state.point);
  for (let k = 2; k < problem.order; k++) if (isEquality(problem, k)) state.point.side[k] = 1;
  state.gramCodes.fill(0);
  state.gram.data.fill(0);
  state.riskInverse = null;
  reprice(problem, state, alpha);
}

/** Puts the state where another one stands, for another alpha: prices, Gram matrix and all. */
export function startFrom(
  problem: ScaledProblem,
  state: NewtonState,
  base: NewtonState,
  baseAlpha: Float64Array,
  alpha: Float64Array,
): void {
  copyDualPoint(base.point, state.point);
  state.gram.data.set(base.gram.data);
  state.gramCodes.set(base.gramCodes);
  state.riskInverse = base.riskInverse;
  for (let i = 0; i < problem.stocks; i++) state.p[i] = base.p[i] + (alpha[i] - baseAlpha[i]);
  respond(problem, state);
}

/** Steps until the equations hold to rounding, or no progress is made. The certificate is the judge of the outcome. */
export function newton(problem: ScaledProblem, state: NewtonState, maxSteps: number): NewtonOutcome {
  let damping = 0;
  let shortSteps = 0;
  let residual = Infinity;
  for (let steps = 0; ; steps++) {
    activate(problem, state, residual < 1e-6);
    const previous = residual;
    residual = limitResiduals(problem, state);
    const isStalled = residual < NEARLY_CONVERGED && residual > 0.1 * previous;
    if (residual <= CONVERGED || isStalled || steps === maxSteps || shortSteps === 4) return { steps, residual };
    refreshGram(problem, state);
    direction(problem, state, damping);
    const length = lineSearch(problem, state);
    shortSteps = length < 0.02 ? shortSteps + 1 : 0;
    damping = nextDamping(damping, length);
  }
}

/** Levenberg–Marquardt: vertices with fewer free stocks than active limits make the matrix singular and the steps short. */
function nextDamping(damping: number, length: number): number {
  if (length < 0.05) return damping === 0 ? 1e-8 : Math.min(30 * damping, 1e-2);
  if (length > 0.5) return 0.03 * damping < 1e-9 ? 0 : 0.03 * damping;
  return damping;
}

function reprice(problem: ScaledProblem, state: NewtonState, alpha: Float64Array): void {
  const { point, step } = state;
  if (problem.anyRisk) matrixVector(problem.risk, point.riskAt, step.theta);
  else step.theta.fill(0);
  for (let k = 2; k < problem.order; k++) step.theta[k] += point.price[k];
  step.theta[0] = 0;
  step.theta[1] = 0;
  timesExposures(problem.layout, step.theta, state.e);
  for (let i = 0; i < problem.stocks; i++) state.p[i] = alpha[i] - state.e[i];
  respond(problem, state);
}

/** The stocks' answer to the present prices, and the limits' values at it. */
function respond(problem: ScaledProblem, state: NewtonState): void {
  const { price } = state.point;
  stockStep(problem, state.p, { gross: price[0], turnover: price[1] }, state.states);
  measure(problem, state);
}

function measure(problem: ScaledProblem, state: NewtonState): void {
  exposuresOf(problem.layout, state.states.weights, state.y);
  state.y[0] = state.states.gross;
  state.y[1] = state.states.traded;
}

/** Which limits act: a limit is taken up when both its predicted and its present value break it. */
function activate(problem: ScaledProblem, { point, y }: NewtonState, isNear: boolean): void {
  const { lower, upper, order } = problem;
  const { side, riskAt } = point;
  for (let k = 0; k < order; k++) {
    if (side[k] !== 0) continue;
    const predicted = k < 2 ? y[k] : riskAt[k];
    const above = upper[k] + ACTIVATION * (1 + Math.abs(upper[k]));
    const below = lower[k] - ACTIVATION * (1 + Math.abs(lower[k]));
    if (predicted > above && (y[k] > above || isNear)) side[k] = 1;
    else if (predicted < below && (y[k] < below || isNear)) side[k] = -1;
  }
}

const activeBound = ({ lower, upper }: ScaledProblem, side: number, k: number): number =>
  side > 0 ? upper[k] : lower[k];

/** r = value − bound of active limits, value − ζ of the others; returns the largest, relative, violations included. */
function limitResiduals(problem: ScaledProblem, { point, y, residual }: NewtonState): number {
  const { lower, upper, order, hasRisk } = problem;
  let most = 0;
  for (let k = 0; k < order; k++) {
    if (point.side[k] !== 0) {
      const bound = activeBound(problem, point.side[k], k);
      residual[k] = y[k] - bound;
      most = Math.max(most, Math.abs(residual[k]) / (1 + Math.abs(bound)));
      continue;
    }
    residual[k] = k < 2 ? 0 : y[k] - point.riskAt[k];
    if (hasRisk[k] === 1) most = Math.max(most, Math.abs(residual[k]) / (1 + Math.abs(y[k])));
    if (y[k] > upper[k]) most = Math.max(most, (y[k] - upper[k]) / (1 + Math.abs(upper[k])) - 2 * ACTIVATION);
    if (y[k] < lower[k]) most = Math.max(most, (lower[k] - y[k]) / (1 + Math.abs(lower[k])) - 2 * ACTIVATION);
  }
  return most;
}

/** Brings N'DN up to the present codes: rank-one changes, or formed anew when more than a quarter of the stocks changed. */
export function refreshGram(problem: ScaledProblem, state: NewtonState): void {
  const { layout, curvature, stocks } = problem;
  const { codes } = state.states;
  const { gram, gramCodes } = state;
  let changed = 0;
  for (let i = 0; i < stocks; i++) if (codes[i] !== gramCodes[i]) changed += 1;
  if (changed > stocks / 4) {
    const weights = curvature.map((q, i) => (codes[i] === 0 ? 0 : 1 / q));
    const gross = new Float64Array(stocks);
    const turnover = new Float64Array(stocks);
    for (let i = 0; i < stocks; i++) {
      gross[i] = GROSS_SLOPE[codes[i]];
      turnover[i] = TURNOVER_SLOPE[codes[i]];
    }
    formGram(layout, weights, { gross, turnover }, gram);
  } else if (changed > 0) {
    for (let i = 0; i < stocks; i++) {
      const before = gramCodes[i];
      const now = codes[i];
      if (before === now) continue;
      if (before !== 0) addToGram(layout, i, -1 / curvature[i], GROSS_SLOPE[before], TURNOVER_SLOPE[before], gram);
      if (now !== 0) addToGram(layout, i, 1 / curvature[i], GROSS_SLOPE[now], TURNOVER_SLOPE[now], gram);
    }
  }
  gramCodes.set(codes);
}

/** B: the inverse of Q on the exposures with risk that are at no bound, zero elsewhere. */
function refreshRiskInverse(problem: ScaledProblem, state: NewtonState): Matrix | null {
  if (!problem.anyRisk) return null;
  const { order, risk, hasRisk } = problem;
  const { side } = state.point;
  const known = state.riskInverse;
  if (known !== null && known.isInside.every((inside, k) => inside === (side[k] === 0 ? hasRisk[k] : 0))) {
    return known.inverse;
  }
  const isInside = hasRisk.map((risky, k) => (side[k] === 0 ? risky : 0));
  const members = [...isInside.keys()].filter((k) => isInside[k] === 1);
  const block = matrix(members.length, members.length);
  let most = 0;
  for (const k of members) most = Math.max(most, risk.data[k * order + k]);
  members.forEach((k, a) => {
    members.forEach((j, b) => {
      block.data[a * members.length + b] = risk.data[k * order + j];
    });
    block.data[a * members.length + a] += 1e-10 * most;
  });
  cholesky(block);
  const blockInverse = choleskyInverse(block);
  const inverse = matrix(order, order);
  members.forEach((k, a) => {
    members.forEach((j, b) => {
      inverse.data[k * order + j] = blockInverse.data[a * members.length + b];
    });
  });
  state.riskInverse = { inverse, isInside };
  return inverse;
}

/**
 * Factors N'DN + B for the present pieces into `state.system` and returns B.
 * Limits that do not act, and exposures without risk at no bound, keep their price: their row is a unit row.
 */
export function factorSystem(problem: ScaledProblem, state: NewtonState, damping: number): Matrix | null {
  const { order, hasRisk } = problem;
  const { gram, system, point } = state;
  const inverse = refreshRiskInverse(problem, state);
  let most = 0;
  for (let k = 0; k < order; k++) most = Math.max(most, gram.data[k * order + k]);
  const a = system.data;
  a.set(gram.data);
  if (inverse !== null) for (let at = 0; at < a.length; at++) a[at] += inverse.data[at];
  for (let k = 0; k < order; k++) {
    if (point.side[k] !== 0 || hasRisk[k] === 1) {
      a[k * order + k] += (1e-13 + damping) * most;
      continue;
    }
    for (let j = 0; j < k; j++) a[j * order + k] = 0;
    for (let i = k; i < order; i++) a[k * order + i] = 0;
    a[k * order + k] = 1;
  }
  cholesky(system);
  return inverse;
}

/** The Newton step in all prices. A gross or turnover price of 0 that wants to fall leaves the active limits first. */
function direction(problem: ScaledProblem, state: NewtonState, damping: number): void {
  const { side, price } = state.point;
  solveStep(problem, state, damping);
  for (const k of [0, 1]) {
    if (side[k] !== 0 && price[k] === 0 && state.step.price[k] < 0) {
      side[k] = 0;
      state.residual[k] = 0;
      solveStep(problem, state, damping);
    }
  }
}

function solveStep(problem: ScaledProblem, state: NewtonState, damping: number): void {
  const { order, risk, hasRisk, anyRisk } = problem;
  const { point, residual, gram, step } = state;
  const { side, riskAt } = point;
  const { delta, scratch } = step;
  const inverse = factorSystem(problem, state, damping);

  for (let k = 0; k < order; k++) {
    step.riskAt[k] = k >= 2 && side[k] !== 0 ? activeBound(problem, side[k], k) - riskAt[k] : 0;
    delta[k] = side[k] !== 0 || hasRisk[k] === 1 ? residual[k] : 0;
  }
  if (anyRisk && inverse !== null) {
    matrixVector(risk, step.riskAt, step.riskPrice);
    matrixVector(inverse, step.riskPrice, scratch);
    for (let k = 2; k < order; k++) delta[k] += scratch[k];
  } else step.riskPrice.fill(0);

  choleskySolve(state.system, delta);

  if (inverse !== null) {
    for (let k = 0; k < order; k++) step.theta[k] = delta[k] - step.riskPrice[k];
    matrixVector(inverse, step.theta, scratch);
  }
  for (let k = 2; k < order; k++) {
    if (side[k] !== 0) continue;
    step.riskAt[k] = hasRisk[k] === 1 ? scratch[k] : residual[k] - lowerTimes(gram, delta, k);
  }
  if (anyRisk) matrixVector(risk, step.riskAt, step.riskPrice);
  for (let k = 0; k < order; k++) {
    step.price[k] = side[k] !== 0 ? delta[k] - step.riskPrice[k] : 0;
    step.theta[k] = k < 2 ? 0 : step.price[k] + step.riskPrice[k];
  }
}

/** Row k of a symmetric matrix given by its lower triangle, times a vector. */
function lowerTimes({ rows, data }: Matrix, vector: Float64Array, k: number): number {
  let sum = 0;
  for (let j = 0; j < rows; j++) sum += (j < k ? data[j * rows + k] : data[k * rows + j]) * vector[j];
  return sum;
}

/**
 * Moves along the step as far as the dual function falls, by the exact derivative of the dual function along it:
 * the full step nearly always, else regula falsi on the derivative. Returns the step's length.
 * The kink of an exposure's price at 0 is left out of the derivative (it would shorten steps to nothing):
 * a price that changes sign is set to 0 afterwards.
 */
function lineSearch(problem: ScaledProblem, state: NewtonState): number {
  const { step, point, residual, e } = state;
  const { order } = problem;
  timesExposures(problem.layout, step.theta, e);
  let longest = 1;
  let atZero = -1;
  for (const k of [0, 1]) {
    const reach = step.price[k] < 0 ? -point.price[k] / step.price[k] : Infinity;
    if (reach < longest) {
      longest = reach;
      atZero = k;
    }
  }
  let slope = 0;
  let bend = 0;
  for (let k = 0; k < order; k++) {
    slope -= point.side[k] !== 0 ? step.price[k] * residual[k] : 0;
    if (k >= 2) slope += step.riskPrice[k] * (point.riskAt[k] - state.y[k]);
    bend += step.riskPrice[k] * step.riskAt[k];
  }
  const slopeAt = (t: number): number => slope + t * bend + trialSlope(problem, state, t);

  let length = longest;
  let ahead = slopeAt(length);
  let from = 0;
  let fromSlope = slope;
  let to = length;
  let toSlope = ahead;
  let lastSide = 0;
  if (ahead > 0.5 * Math.abs(slope) && slope < 0) {
    for (let pass = 0; pass < 12 && Math.abs(ahead) > 0.25 * Math.abs(slope); pass++) {
      const guess = from + (to - from) * (fromSlope / (fromSlope - toSlope));
      const margin = 0.02 * (to - from);
      length = Math.min(Math.max(guess, from + margin), to - margin);
      ahead = slopeAt(length);
      // Illinois: an end that stays put twice counts half.
      if (ahead > 0) {
        to = length;
        toSlope = ahead;
        if (lastSide === 1) fromSlope *= 0.5;
        lastSide = 1;
      } else {
        from = length;
        fromSlope = ahead;
        if (lastSide === -1) toSlope *= 0.5;
        lastSide = -1;
      }
    }
  }
  accept(problem, state, length, length === longest ? atZero : -1);
  return length;
}

/** Puts the stocks' answer at step length t into `trial`; returns the part of the derivative that changes with them. */
function trialSlope(problem: ScaledProblem, state: NewtonState, t: number): number {
  const { e, p, trialP, trial, states, point, step } = state;
  for (let i = 0; i < problem.stocks; i++) trialP[i] = p[i] - t * e[i];
  const gross = Math.max(0, point.price[0] + t * step.price[0]);
  const turnover = Math.max(0, point.price[1] + t * step.price[1]);
  stockStep(problem, trialP, { gross, turnover }, trial);
  let change = 0;
  let noise = 0;
  for (let i = 0; i < problem.stocks; i++) {
    const term = e[i] * (trial.weights[i] - states.weights[i]);
    change -= term;
    noise += Math.abs(e[i] * states.weights[i]);
  }
  change -= step.price[0] * (trial.gross - states.gross) + step.price[1] * (trial.traded - states.traded);
  noise += Math.abs(step.price[0]) * states.gross + Math.abs(step.price[1]) * states.traded;
  return change - 1e-15 * noise;
}

/** Takes the trial point; exposure prices that changed sign become 0 and leave the active limits. */
function accept(problem: ScaledProblem, state: NewtonState, length: number, atZero: number): void {
  const { point, step } = state;
  [state.p, state.trialP] = [state.trialP, state.p];
  [state.states, state.trial] = [state.trial, state.states];
  const { price, riskAt, side } = point;
  let crossed = false;
  for (let k = 0; k < problem.order; k++) {
    price[k] += length * step.price[k];
    riskAt[k] += length * step.riskAt[k];
    step.theta[k] = 0;
    if (k < 2) {
      price[k] = Math.max(0, price[k]);
    } else if (side[k] !== 0 && price[k] * side[k] < 0 && !isEquality(problem, k)) {
      step.theta[k] = price[k];
      price[k] = 0;
      side[k] = 0;
      crossed = true;
    }
  }
  if (atZero >= 0) {
    price[atZero] = 0;
    side[atZero] = 0;
  }
  if (crossed) {
    timesExposures(problem.layout, step.theta, state.e);
    for (let i = 0; i < problem.stocks; i++) state.p[i] += state.e[i];
    respond(problem, state);
  } else measure(problem, state);
}
