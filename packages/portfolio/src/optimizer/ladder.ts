import { type Certificate, certifyByDuality, certifyLoaded, isCertified } from './certificate.ts';
import { ascendToRay } from './dualAscent.ts';
import { type DualPoint, dualPoint } from './dualPoint.ts';
import { exposuresOf } from './exposureProducts.ts';
import { advance, type InteriorState, interiorState, pricesOf, toDualPoint } from './interiorPoint.ts';
import { newton } from './newton.ts';
import { startAt } from './newtonStart.ts';
import { type NewtonState, newtonState } from './newtonState.ts';
import type { ScaledProblem } from './scaledProblem.ts';
import type { Rung } from './solution.ts';

/** Which solver goes first: both must reach the same answer. */
export type Engine = 'newton' | 'interior_point';

/** Where the climb ended, in scaled units. */
export interface Climbed {
  readonly status: 'solved' | 'primal_infeasible' | 'iteration_limit';
  readonly rung: Rung;
  readonly iterations: number;
  readonly weights: Float64Array;
  readonly price: Float64Array;
  readonly certificate: Certificate;
  /** The proof of infeasibility (see `farkasRay`). */
  readonly ray: Float64Array | null;
}

interface Step {
  readonly rung: Rung;
  readonly gap: number;
  readonly newtonSteps: number;
}

const NEWTON_STEPS = 15;
const LADDER: readonly Step[] = [
  { rung: 'interior_point_1e-3', gap: 1e-3, newtonSteps: 15 },
  { rung: 'interior_point_1e-6', gap: 1e-6, newtonSteps: 20 },
  { rung: 'interior_point_1e-9', gap: 1e-9, newtonSteps: 25 },
  { rung: 'interior_point_1e-11', gap: 1e-11, newtonSteps: 25 },
];
/** Newton from zero is not worth trying with fewer stocks per limit than this. */
const STOCKS_PER_LIMIT = 5;

/**
 * Solves from nothing: Newton from zero; else the interior point to a rough gap and Newton from there (the "polish", which
 * alone puts stocks exactly on kinks and bounds); else to smaller and smaller gaps. What passes the certificate first is
 * the answer; where nothing does and limits stay broken, a last attempt is made to prove that they must. On 'solved' by Newton, the
 * problem's `newtonState` stands at the solution.
 */
export function climb(problem: ScaledProblem, alpha: Float64Array, engine: Engine): Climbed {
  // An exposure's own bounds and those of net may leave nothing between them.
  if (problem.lower.some((l, k) => l > problem.upper[k])) return infeasible(problem, null, 0);
  const noTrade = problem.upper[0] === 0 || problem.upper[1] === 0;
  let iterations = 0;
  const polish = (rung: Rung, start: DualPoint, maxSteps: number): Climbed | null => {
    const state = newtonState(problem);
    startAt(problem, state, alpha, start);
    iterations += newton(problem, state, maxSteps).steps;
    const solved = certified(problem, state, rung, iterations);
    return solved && owned(solved);
  };
  if (noTrade || (engine === 'newton' && problem.stocks >= STOCKS_PER_LIMIT * problem.order)) {
    const solved = polish('newton', coldStart(problem, alpha), NEWTON_STEPS);
    if (solved !== null) return solved;
  }
  const interior = interiorState(problem, alpha);
  for (const { rung, gap, newtonSteps } of engine === 'newton' ? LADDER : LADDER.slice(2)) {
    const before = interior.iterations;
    advance(problem, interior, gap);
    iterations += interior.iterations - before;
    if (interior.ray !== null) return infeasible(problem, interior.ray, iterations);
    const solved = polish(rung, toDualPoint(problem, interior), newtonSteps);
    if (solved !== null) return solved;
  }
  const last = unpolished(problem, alpha, interior, iterations);
  const ray = last.status === 'solved' || last.certificate.primal < 1e-6 ? null : ascendToRay(problem);
  return ray === null ? last : infeasible(problem, ray, iterations);
}

/** The outcome where Newton stands, if its certificate holds; weights and prices are views of the state. */
export function certified(
  problem: ScaledProblem,
  state: NewtonState,
  rung: Rung,
  iterations: number,
  known: NewtonState['base'] | null = null,
): Climbed | null {
  const certificate = certifyLoaded(problem, state, state.now.weights, state.point.price, known);
  if (!isCertified(certificate)) return null;
  const weights = state.now.weights.subarray(0, problem.stocks);
  const price = state.point.price.subarray(0, problem.order);
  return { status: 'solved', rung, iterations, weights, price, certificate, ray: null };
}

/** The same with arrays of its own. */
export const owned = (climbed: Climbed): Climbed => ({
  ...climbed,
  weights: climbed.weights.slice(),
  price: climbed.price.slice(),
});

/** Generous prices of gross and turnover: started too low, free stocks are everywhere but in the right place. */
function coldStart(problem: ScaledProblem, alpha: Float64Array): DualPoint {
  const point = dualPoint(problem.order);
  for (const k of [0, 1]) {
    if (problem.upper[k] === Infinity) continue;
    point.side[k] = 1;
    point.price[k] = 0.5;
  }
  if (problem.upper[0] > 0 && problem.upper[1] > 0) return point;
  const mostAlpha = alpha.reduce((most, a) => Math.max(most, Math.abs(a)), 0);
  if (problem.upper[1] === 0) {
    // Nothing may be traded: risk is priced at the holdings, turnover beyond what any stock would pay.
    exposuresOf(problem.layout, problem.holdings, point.riskAt);
    const pull = problem.risk.data.reduce((most, q) => Math.max(most, Math.abs(q)), 0);
    const exposed = point.riskAt.reduce((sum, y) => sum + Math.abs(y), 0);
    const held = problem.holdings.reduce((most, h, i) => Math.max(most, Math.abs(h) * problem.curvature[i]), 0);
    point.price[1] = 2 * (1 + mostAlpha + held + pull * exposed * problem.order);
    point.side[0] = 0;
    point.price[0] = 0;
  } else {
    point.price[0] = 2 * (1 + mostAlpha);
    point.side[1] = 0;
    point.price[1] = 0;
  }
  return point;
}

const NO_CERTIFICATE: Certificate = { primal: 1, dual: 0, gap: 0, objective: 0 };

function infeasible(problem: ScaledProblem, ray: Float64Array | null, iterations: number): Climbed {
  return {
    status: 'primal_infeasible',
    rung: 'interior_point',
    iterations,
    weights: new Float64Array(0),
    price: new Float64Array(problem.order),
    certificate: NO_CERTIFICATE,
    ray,
  };
}

/** The interior point's own weights, if weak duality certifies them; else the best there is, marked as such. */
function unpolished(problem: ScaledProblem, alpha: Float64Array, interior: InteriorState, iterations: number): Climbed {
  const weights = interior.weights.map((w, i) => Math.min(Math.max(w, problem.low[i]), problem.high[i]));
  const price = pricesOf(problem, interior);
  const certificate = certifyByDuality(problem, alpha, weights, price);
  const status = isCertified(certificate) ? 'solved' : 'iteration_limit';
  return { status, rung: 'interior_point', iterations, weights, price, certificate, ray: null };
}
