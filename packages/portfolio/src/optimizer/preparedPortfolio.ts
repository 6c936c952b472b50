import { type Climbed, certified, climb, type Engine } from './ladder.ts';
import { type NewtonState, newton, newtonState, startFrom } from './newton.ts';
import type { PortfolioProblem } from './problem.ts';
import { problemFault } from './problemFault.ts';
import { type ScaledProblem, scaleProblem } from './scaledProblem.ts';

/**
 * A problem scaled and arranged once, to be solved for many alphas near its own: leave-one-out and dropout draws.
 * The scaling stays that of the problem's own alpha. Not to be shared between threads (it holds scratch memory).
 */
export interface PreparedPortfolio {
  readonly problem: PortfolioProblem;
  readonly scaled: ScaledProblem;
  /** The solution for the base alpha: the problem's own, unless rebased. */
  readonly base: Climbed;
  /** In scaled units. */
  readonly baseAlpha: Float64Array;
  /** Newton at the base solution: every other solve starts from a copy of it. Null when Newton did not certify the base. */
  readonly baseState: NewtonState | null;
  /** Where Newton stands after the latest solve. */
  readonly state: NewtonState;
}

/** Scales, arranges and solves a problem for its own alpha. Throws RangeError on a problem that `problemFault` refuses. */
export function preparePortfolio(problem: PortfolioProblem, engine: Engine = 'newton'): PreparedPortfolio {
  const fault = problemFault(problem);
  if (fault !== null) throw new RangeError(fault);
  const scaled = scaleProblem(problem);
  const baseState = newtonState(scaled);
  const base = climb(scaled, scaled.alpha, baseState, engine);
  return {
    problem,
    scaled,
    base,
    baseAlpha: scaled.alpha,
    baseState: isAtNewton(base) ? baseState : null,
    state: newtonState(scaled),
  };
}

/** The same portfolio with the solution for another alpha (in the problem's units) as the base to start from. */
export function rebased(prepared: PreparedPortfolio, alpha: Float64Array): PreparedPortfolio {
  const other = { ...prepared, state: newtonState(prepared.scaled) };
  const base = solveNear(other, alpha);
  return {
    ...prepared,
    base,
    baseAlpha: alpha.map((a) => a / prepared.scaled.units.alpha),
    baseState: isAtNewton(base) ? other.state : null,
  };
}

/** Whether Newton's state stands at this solution, and not only the interior point. */
export const isAtNewton = ({ status, rung }: Climbed): boolean => status === 'solved' && rung !== 'interior_point';

const WARM_STEPS = 25;

/**
 * Solves for another alpha (in the problem's units): Newton from the base solution, in about three steps where alpha
 * changed by 1 %; else the whole ladder, from nothing. The result depends on the problem and this alpha alone, not on
 * what was solved before. Its `weights` and `price` are those of `prepared.state`: valid until the next solve.
 */
export function solveNear(prepared: PreparedPortfolio, alpha: Float64Array): Climbed {
  const { scaled, baseAlpha, baseState, state } = prepared;
  const target = alpha.map((a) => a / scaled.units.alpha);
  if (baseState !== null) {
    startFrom(scaled, state, baseState, baseAlpha, target);
    const { steps } = newton(scaled, state, WARM_STEPS);
    const solved = certified(scaled, target, state, 'newton', steps);
    if (solved !== null) return solved;
  }
  return climb(scaled, target, state, 'newton');
}
