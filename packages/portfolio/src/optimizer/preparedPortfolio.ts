import { type Climbed, certified, climb, type Engine, owned } from './ladder.ts';
import { newton } from './newton.ts';
import { type NewtonBase, newtonBase, startNear } from './newtonStart.ts';
import { type NewtonState, newtonState } from './newtonState.ts';
import type { PortfolioProblem } from './problem.ts';
import { problemFault } from './problemFault.ts';
import { type ScaledProblem, scaleProblem } from './scaledProblem.ts';

/**
 * A problem scaled and solved once, to be solved for many alphas near its own: leave-one-out and dropout draws.
 * The scaling stays that of the problem's own alpha. Not to be shared between threads (its layout holds scratch memory).
 */
export interface PreparedPortfolio {
  readonly problem: PortfolioProblem;
  readonly scaled: ScaledProblem;
  /** The solution for the base alpha: the problem's own, unless rebased. */
  readonly base: Climbed;
  /** Newton at the base solution: every other solve starts there. Null when Newton did not certify the base. */
  readonly newtonBase: NewtonBase | null;
}

/** Scales, arranges and solves a problem for its own alpha. Throws RangeError on a problem that `problemFault` refuses. */
export function preparePortfolio(problem: PortfolioProblem, engine: Engine = 'newton'): PreparedPortfolio {
  const fault = problemFault(problem);
  if (fault !== null) throw new RangeError(fault);
  const scaled = scaleProblem(problem);
  const base = climb(scaled, scaled.alpha, engine);
  return { problem, scaled, base, newtonBase: baseAt(scaled, base) };
}

/** The same portfolio with the solution for another alpha (in the problem's units) as the base to start from. */
export function rebased(prepared: PreparedPortfolio, alpha: Float64Array): PreparedPortfolio {
  const base = solveNear(prepared, alpha);
  return { ...prepared, base, newtonBase: baseAt(prepared.scaled, base) };
}

/** Right after a solve. */
const baseAt = (scaled: ScaledProblem, solved: Climbed): NewtonBase | null =>
  isAtNewton(solved) ? newtonBase(scaled) : null;

/** Whether Newton's state stands at this solution, and not only the interior point. */
export const isAtNewton = ({ status, rung }: Climbed): boolean => status === 'solved' && rung !== 'interior_point';

const WARM_STEPS = 25;
/** Of the first residual: what a change of alpha changes is then known to nine digits. */
const NEAR_ENOUGH = 1e-9;

/**
 * Solves for another alpha (in the problem's units): Newton from the base solution, in about three steps where alpha
 * changed by 1 %; else the whole ladder, from nothing. The result depends on the problem and this alpha alone, not on
 * what was solved before. Until the next solve over the same exposures, `newtonState(prepared.scaled)` stands at it.
 */
export function solveNear(prepared: PreparedPortfolio, alpha: Float64Array): Climbed {
  const { scaled } = prepared;
  const state = newtonState(scaled);
  for (let i = 0; i < scaled.stocks; i++) state.alpha[i] = alpha[i] / scaled.units.alpha;
  return owned(solveLoaded(prepared, state));
}

/** `solveNear` for the alpha that stands, in scaled units, in `state.alpha`. Weights and prices may be views of the state, valid until the next solve. */
export function solveLoaded(prepared: PreparedPortfolio, state: NewtonState): Climbed {
  const { scaled } = prepared;
  if (prepared.newtonBase !== null) {
    startNear(scaled, state, prepared.newtonBase);
    const { steps } = newton(scaled, state, WARM_STEPS, NEAR_ENOUGH);
    const solved = certified(scaled, state, 'newton', steps, prepared.newtonBase.isUsual ? state.base : null);
    if (solved !== null) return solved;
  }
  return climb(scaled, state.alpha.slice(0, scaled.stocks), 'newton');
}

/** Entries of what differs from the base: stock at index 4·entry of `stocks`, scaled weight minus the base's at 2·entry + 1 of `changes`. */
export interface Differences {
  readonly count: number;
  readonly stocks: Int32Array;
  readonly changes: Float64Array;
}

/** Where the latest solution differs from the base, which counts as 0 where it has no weights. Valid until the next call or solve. */
export function differencesFromBase({ scaled, base }: PreparedPortfolio, solved: Climbed): Differences {
  const { workspace, scratch, stocks } = scaled.layout;
  const weights = scratch.byStock;
  const before = newtonState(scaled).trial.weights;
  weights.set(solved.weights);
  if (base.status === 'solved') before.set(base.weights);
  else before.fill(0);
  const { buffer, byteOffset, byteLength } = scratch.changes;
  return {
    count: workspace.kernels.listDifferences(weights.byteOffset, before.byteOffset, stocks, byteOffset),
    stocks: new Int32Array(buffer, byteOffset, byteLength / 4),
    changes: new Float64Array(buffer, byteOffset, byteLength / 8),
  };
}
