import { type NewtonState, measure, respond } from './newtonState.ts';
import { activeBound, direction, movePrices, refreshGram } from './newtonStep.ts';
import type { ScaledProblem } from './scaledProblem.ts';

export interface NewtonOutcome {
  readonly steps: number;
  /** The largest relative residual of the limits' equations. */
  readonly residual: number;
}

const CONVERGED = 1e-12;
/** The certificate, of 1e-9, passes for certain. */
const CERTAIN = 1e-10;
/** Below this a step that no longer divides the residual by 10 is rounding, and the certificate decides. */
const NEARLY_CONVERGED = 1e-9;
const ACTIVATION = 1e-10;

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
 *
 * Steps until the equations hold to rounding (or to `nearEnough` of the first residual), or no progress is made. The certificate is the judge of the outcome.
 */
export function newton(problem: ScaledProblem, state: NewtonState, maxSteps: number, nearEnough = 0): NewtonOutcome {
  let enough = CONVERGED;
  let damping = 0;
  let shortSteps = 0;
  let residual = Infinity;
  for (let steps = 0; ; steps++) {
    activate(problem, state, residual < 1e-6);
    const previous = residual;
    residual = limitResiduals(problem, state);
    const isStalled = residual < NEARLY_CONVERGED && residual > 0.1 * previous;
    if (steps === 0) enough = Math.max(CONVERGED, Math.min(CERTAIN, nearEnough * residual));
    if (residual <= enough || isStalled || steps === maxSteps || shortSteps === 4) return { steps, residual };
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

/**
 * Moves along the step as far as the dual function falls, by the exact derivative of the dual function along it:
 * the full step nearly always, else regula falsi on the derivative. Returns the step's length.
 * The kink of an exposure's price at 0 is left out of the derivative (it would shorten steps to nothing):
 * a price that changes sign is set to 0 afterwards.
 */
function lineSearch(problem: ScaledProblem, state: NewtonState): number {
  const { step, point, residual, e } = state;
  const { order, layout } = problem;
  layout.workspace.kernels.timesExposures(layout.address, step.theta.byteOffset, e.byteOffset);
  let longest = 1;
  let atZero = -1;
  for (let k = 0; k < 2; k++) {
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
  const slopeAt = (t: number): number => slope + t * bend + trialSlope(state, t);

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
function trialSlope(state: NewtonState, t: number): number {
  const { e, now, trial, point, step, sums } = state;
  const gross = Math.max(0, point.price[0] + t * step.price[0]);
  const turnover = Math.max(0, point.price[1] + t * step.price[1]);
  respond(state, now.p, e, t, now.weights, trial, gross, turnover);
  const change = -sums[2] - step.price[0] * (trial.gross - now.gross) - step.price[1] * (trial.traded - now.traded);
  const noise = sums[3] + Math.abs(step.price[0]) * now.gross + Math.abs(step.price[1]) * now.traded;
  return change - 1e-15 * noise;
}

/** Takes the trial point; exposure prices that changed sign become 0 and leave the active limits. */
function accept(problem: ScaledProblem, state: NewtonState, length: number, atZero: number): void {
  const { point, step, e } = state;
  const crossed = movePrices(problem, state, length);
  if (atZero >= 0) {
    point.price[atZero] = 0;
    point.side[atZero] = 0;
  }
  take(state);
  if (!crossed) return;
  const { address, workspace } = problem.layout;
  workspace.kernels.timesExposures(address, step.theta.byteOffset, e.byteOffset);
  respond(state, state.now.p, e, -1, state.now.weights, state.trial);
  take(state);
}

/** The trial answer becomes the present one. */
function take(state: NewtonState): void {
  const { now, trial } = state;
  state.now = trial;
  state.trial = now;
  measure(state, now.weights);
}
