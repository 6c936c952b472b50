import { matrix } from '@robata/kernels';
import { ascendToRay } from './dualAscent.ts';
import { isFarkasProof } from './farkas.ts';
import { advance, interiorState } from './interiorPoint.ts';
import type { PortfolioLimits, PortfolioProblem } from './problem.ts';
import { type ScaledProblem, scaleProblem } from './scaledProblem.ts';

/** One of the limits a person would name: `net`, `gross`, `turnover`, `position` (all of them), or an exposure. */
interface NamedLimit {
  readonly name: string;
  /** The exposure's number; −1 for the four words. */
  readonly exposure: number;
  readonly without: (limits: PortfolioLimits) => PortfolioLimits;
}

/** Proofs sought at most; the largest conflicts then keep members that could go. */
const MOST_ATTEMPTS = 200;

/**
 * Names of limits that cannot hold together although all but any one of them can: limits are dropped, as many at a time as the
 * rest is still proven infeasible without (halves of those that cannot go together, down to single ones: a few attempts for each
 * member of the conflict instead of one for each limit). Exposures are tried first, so that the words people know stay. Where a
 * proof without a limit is not found, or too many were sought, the limit stays: the list is then valid but not minimal.
 */
export function conflictingLimits(given: PortfolioProblem): string[] {
  const problem = feasibilityProblem(given);
  let present = narrowed(problem, namedLimits(problem));
  if (present === null) return [];
  let attempts = 0;
  const drop = (candidates: readonly NamedLimit[]): void => {
    const going = new Set(candidates.filter((limit) => present?.includes(limit)));
    if (going.size === 0 || present === null || attempts === MOST_ATTEMPTS) return;
    attempts += 1;
    const left = narrowed(
      problem,
      present.filter((limit) => !going.has(limit)),
    );
    if (left !== null) present = left;
    else if (going.size > 1) {
      const rest = [...going];
      drop(rest.slice(0, rest.length >> 1));
      drop(rest.slice(rest.length >> 1));
    }
  };
  drop(present.filter(({ exposure }) => exposure >= 0));
  for (const word of present.filter(({ exposure }) => exposure < 0)) drop([word]);
  return present.map(({ name }) => name).reverse();
}

/** The limits that a proof of infeasibility uses, of those present; null where no proof is found. */
function narrowed(problem: PortfolioProblem, present: readonly NamedLimit[]): NamedLimit[] | null {
  const absent = namedLimits(problem).filter(({ name }) => !present.some((limit) => limit.name === name));
  const limits = absent.reduce((kept, limit) => limit.without(kept), problem.limits);
  const scaled = scaleProblem({ ...problem, limits });
  const isUsed = proofOfInfeasibility(scaled);
  return isUsed === null ? null : present.filter(isUsed);
}

/** A proof, told as: does it use this limit? */
function proofOfInfeasibility(scaled: ScaledProblem): ((limit: NamedLimit) => boolean) | null {
  const { net, exposureOf } = scaled;
  for (let k = 2; k < scaled.order; k++) {
    if (scaled.lower[k] <= scaled.upper[k]) continue;
    return ({ name, exposure }) => name === 'net' || exposure === exposureOf[k];
  }
  const interior = interiorState(scaled, scaled.alpha);
  advance(scaled, interior, 1e-9);
  const ray = interior.ray ?? (interior.stalled ? ascendToRay(scaled) : null);
  if (ray === null) return null;
  const unbounded: ScaledProblem = {
    ...scaled,
    low: new Float64Array(scaled.stocks).fill(-Infinity),
    high: new Float64Array(scaled.stocks).fill(Infinity),
  };
  const needsPositions = !isFarkasProof(unbounded, ray);
  // Single weights are also bounded by gross and turnover: only where positions suffice are those two known to be unused.
  return ({ name, exposure }) => {
    if (exposure >= 0) return exposureOf.some((e, k) => e === exposure && ray[k] !== 0);
    if (name === 'position') return needsPositions;
    if (name === 'net') return net !== null && ray[net.limit] !== 0;
    return true;
  };
}

/** In the order in which they are tried. */
function namedLimits({ exposureNames }: PortfolioProblem): NamedLimit[] {
  const unbounded = (values: Float64Array, at: number, bound: number): Float64Array => values.with(at, bound);
  const exposures = exposureNames.map((name, k) => ({
    name,
    exposure: k,
    without: (limits: PortfolioLimits): PortfolioLimits => ({
      ...limits,
      exposureLower: unbounded(limits.exposureLower, k, -Infinity),
      exposureUpper: unbounded(limits.exposureUpper, k, Infinity),
    }),
  }));
  const word = (name: string, without: NamedLimit['without']): NamedLimit => ({ name, exposure: -1, without });
  return [
    ...exposures,
    word('position', (limits) => ({
      ...limits,
      positionLower: new Float64Array(limits.positionLower.length).fill(-Infinity),
      positionUpper: new Float64Array(limits.positionUpper.length).fill(Infinity),
    })),
    word('turnover', (limits) => ({ ...limits, turnover: null })),
    word('gross', (limits) => ({ ...limits, gross: null })),
    word('net', (limits) => ({ ...limits, net: null })),
  ];
}

/** The same limits with nothing to gain, pay or hedge: only feasibility is left. */
function feasibilityProblem(problem: PortfolioProblem): PortfolioProblem {
  const n = problem.ids.length;
  return {
    ...problem,
    alpha: new Float64Array(n),
    linearCost: new Float64Array(n),
    factorCovariance:
      problem.factorCovariance === null ? null : matrix(problem.exposureNames.length, problem.exposureNames.length),
    specificVariance: new Float64Array(n).fill(1),
    riskAversion: 1,
  };
}
