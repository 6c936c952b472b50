import { copyDualPoint, type DualPoint, isEquality } from './dualPoint.ts';
import { exposuresOf } from './exposureProducts.ts';
import { measure, type NewtonState, newtonState, respond, type RiskInverse } from './newtonState.ts';
import { factorSystem, movePrices, refreshGram, solveStep } from './newtonStep.ts';
import type { ScaledProblem } from './scaledProblem.ts';
import { GROSS_SLOPE, TURNOVER_SLOPE } from './stockStep.ts';

/** Puts the state at the given prices, with nothing known of the Gram matrix. */
export function startAt(problem: ScaledProblem, state: NewtonState, alpha: Float64Array, point: DualPoint): void {
  state.alpha.set(alpha);
  copyDualPoint(point, state.point);
  for (let k = 2; k < problem.order; k++) if (isEquality(problem, k)) state.point.side[k] = 1;
  state.gramCodes.fill(0);
  state.gramStocks = 0;
  state.gram.fill(0);
  state.riskInverse = null;
  respondAtPoint(problem, state, problem.layout.scratch.zeros);
}

/** The stocks' answer and the limits' values at the point's prices, for an X'w that is known `at` some weights. */
function respondAtPoint(problem: ScaledProblem, state: NewtonState, at: Float64Array, y?: Float64Array): void {
  const { layout, order } = problem;
  const { point, loaded } = state;
  const { kernels } = layout.workspace;
  const { theta } = state.step;
  if (problem.anyRisk) {
    kernels.matrixTimesVector(loaded.risk.byteOffset, layout.stride, point.riskAt.byteOffset, theta.byteOffset);
  } else theta.fill(0);
  for (let k = 2; k < order; k++) theta[k] += point.price[k];
  kernels.timesExposures(layout.address, theta.byteOffset, state.e.byteOffset);
  respond(state, state.alpha, state.e, 1, at, state.now);
  if (y === undefined) state.y.fill(0);
  else state.y.set(y);
  measure(state, at);
}

/** A certified solution from which others start, with all that its last Newton system was made of. */
export interface NewtonBase {
  readonly alpha: Float64Array;
  readonly point: DualPoint;
  readonly gram: Float64Array;
  readonly gramCodes: Uint8Array;
  readonly gramStocks: number;
  readonly riskInverse: RiskInverse | null;
  readonly system: Float64Array;
  /** The stocks at no kink or bound. */
  readonly free: Int32Array;
  readonly weights: Float64Array;
  /** X'w. */
  readonly y: Float64Array;
  /** Whether the weights are of usual size, so that rounding in X'w is far below what a certificate of 1e-9 may miss. */
  readonly isUsual: boolean;
}

/** Σ|w| per stock, in units of a typical weight. Millions of units would leave their rounding in every certificate built on X'w. */
const USUAL_WEIGHT = 4;

/** A copy of where the problem's Newton stands. */
export function newtonBase(problem: ScaledProblem): NewtonBase {
  const state = newtonState(problem);
  refreshGram(problem, state);
  factorSystem(problem, state, 0);
  const { point, riskInverse, gramCodes } = state;
  return {
    alpha: state.alpha.slice(),
    point: { price: point.price.slice(), riskAt: point.riskAt.slice(), side: point.side.slice() },
    gram: state.gram.slice(),
    gramCodes: gramCodes.slice(),
    gramStocks: state.gramStocks,
    riskInverse: riskInverse && { inverse: riskInverse.inverse.slice(), isInside: riskInverse.isInside },
    system: state.system.slice(),
    free: Int32Array.from([...gramCodes.keys()].filter((i) => gramCodes[i] !== 0)),
    weights: state.now.weights.slice(),
    y: exposuresOf(problem.layout, state.now.weights, new Float64Array(problem.layout.stride)),
    isUsual: state.now.gross <= USUAL_WEIGHT * problem.stocks,
  };
}

/**
 * Puts the state near the solution for the alpha in `state.alpha`, by the first Newton step from a base: as long as no stock
 * meets a kink the prices answer linearly to alpha, (N'DN + B)Δ(prices) = N'DΔα, with the base's matrix and its factor.
 */
export function startNear(problem: ScaledProblem, state: NewtonState, base: NewtonBase): void {
  const { loaded, base: memory, alpha, residual, point } = state;
  if (memory.of !== base) {
    memory.of = base;
    memory.gram.set(base.gram);
    memory.gramCodes.set(base.gramCodes);
    memory.system.set(base.system);
    memory.weights.set(base.weights);
    memory.y.set(base.y);
    if (base.riskInverse !== null) memory.riskInverse.set(base.riskInverse.inverse);
  }
  copyDualPoint(base.point, point);
  state.gram.set(memory.gram);
  state.gramCodes.set(memory.gramCodes);
  state.gramStocks = base.gramStocks;
  state.riskInverse = base.riskInverse && { inverse: memory.riskInverse, isInside: base.riskInverse.isInside };

  const { workspace, address, scratch } = problem.layout;
  const { byStock, zeros, changes } = scratch;
  let byGrossSlope = 0;
  let byTurnoverSlope = 0;
  byStock.fill(0);
  for (let at = 0; at < base.free.length; at++) {
    const i = base.free[at];
    const code = base.gramCodes[i];
    const moved = (alpha[i] - base.alpha[i]) / loaded.curvature[i];
    byStock[i] = moved;
    byGrossSlope += GROSS_SLOPE[code] * moved;
    byTurnoverSlope += TURNOVER_SLOPE[code] * moved;
  }
  residual.fill(0);
  workspace.kernels.addExposures(
    address,
    byStock.byteOffset,
    zeros.byteOffset,
    residual.byteOffset,
    changes.byteOffset,
  );
  residual[0] = point.side[0] === 0 ? 0 : byGrossSlope;
  residual[1] = point.side[1] === 0 ? 0 : byTurnoverSlope;
  solveStep(problem, state, memory.system, state.riskInverse?.inverse ?? null);
  movePrices(problem, state, 1);
  respondAtPoint(problem, state, memory.weights, memory.y);
}
