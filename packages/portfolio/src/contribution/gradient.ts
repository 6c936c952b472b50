import { column, dotProduct, type Matrix, matrix, multiply, transposedMatrixVector } from '@robata/kernels';
import { alphaFromScores, momentsOf, standardized } from '../alpha.ts';
import { alphaGradient, type Linearization, linearize } from '../optimizer/linearization.ts';
import { isAtNewton, type PreparedPortfolio, preparePortfolio, solveNear } from '../optimizer/preparedPortfolio.ts';
import { baseReturn, type Contributions, unscored } from './contribution.ts';
import { type ContributionKit, returnsOf } from './contributionKit.ts';
import { type RoundSignals, roundSignals, type Start, startProblem } from './roundSignals.ts';
import { seededRandom } from './seededRandom.ts';

export interface GradientOptions {
  /** Draws averaged; 0 is the single undropped gradient. Default 100. A partial kit always has the single one. */
  readonly draws?: number;
  /** Chance of each stake to be dropped from a draw's meta model, in [0, 1). Default 0.5; 0 is the single undropped gradient. */
  readonly dropout?: number;
  readonly seed?: number;
  /** Default 'zero'. */
  readonly start?: Start;
}

/** What the draws are made with where nothing else is said. A round that is paid by them can be computed again from its kit alone. */
export const DEFAULT_DRAWS = { draws: 100, dropout: 0.5, seed: 20220415 } as const;

/** One draw, solved and linearized at the round's close. */
export interface GradientDraw {
  /** The stakes that make its meta model. */
  readonly stakes: Float64Array;
  /** The meta model M: its standard scores z = (M − mean)/std, and its deviation (0 for a constant one, whose z is 0). */
  readonly z: Float64Array;
  readonly deviation: number;
  /** The optimal weights, in the problem's units. */
  readonly weights: Float64Array;
  /** Null when no certificate was reached: the draw then does not count. */
  readonly linearization: Linearization | null;
  readonly residual: number;
  readonly isFallback: boolean;
}

export interface PreparedGradient {
  readonly signals: RoundSignals;
  readonly base: PreparedPortfolio;
  /** Number of draws, at least 1. */
  readonly count: number;
  /** Solves and linearizes the draws from … to−1. Each draw's bits depend on kit, options and number alone, not on the range. */
  draws(from: number, to: number): GradientDraw[];
}

/**
 * Gradient True Contribution (April 2022): in each draw a random half of the stakes makes the meta model M, the book r'w(M) is
 * differentiated exactly through the optimality conditions, and every model, dropped or unstaked, gets (gᵤ − M)'∇(r'w).
 * Draws are averaged. Exactly antisymmetric in the model's signal, blind to its stake, zero-sum over the kept stakes of a draw.
 *
 * A draw that drops every stake is drawn again, from the same stream of numbers. `returnWithout` is the mean return of the
 * draws' books, `returnWith` that plus stakeFraction · tc. Throws RangeError on a faulty kit.
 *
 *     gradient(kit, { draws: 0 }).contributions[0].tc   // the single gradient, nobody dropped
 */
export function gradient(kit: ContributionKit, options: GradientOptions = {}): Contributions {
  const prepared = prepareGradient(kit, options);
  return scoreGradient(prepared, prepared.draws(0, prepared.count), returnsOf(kit));
}

/** The work at the close: everything but the returns (those of the kit are not looked at). */
export function prepareGradient(kit: ContributionKit, options: GradientOptions = {}): PreparedGradient {
  const { draws = DEFAULT_DRAWS.draws, dropout = DEFAULT_DRAWS.dropout, seed = DEFAULT_DRAWS.seed } = options;
  const { start = 'zero' } = options;
  if (!(dropout >= 0 && dropout < 1)) throw new RangeError(`dropout ${dropout} is not in [0, 1)`);
  if (!(Number.isInteger(draws) && draws >= 0)) throw new RangeError(`draws ${draws} is not a count`);
  const signals = roundSignals(kit);
  const base = preparePortfolio(startProblem(signals, start));
  const isSingle = draws === 0 || dropout === 0 || Boolean(kit.others);
  const stakesOf = (draw: number): Float64Array =>
    isSingle ? kit.stakes : keptStakes(kit.stakes, dropout, (seed + Math.imul(draw + 1, 0x9e3779b1)) >>> 0);
  return {
    signals,
    base,
    count: isSingle ? 1 : draws,
    draws(from, to) {
      const stakes = Array.from({ length: to - from }, (_, at) => stakesOf(from + at));
      const means = isSingle ? stakes.map(() => signals.metaModel) : metaModelsOf(signals.gaussianized, stakes);
      return stakes.map((kept, at) => solveDraw(signals, base, kept, means[at]));
    },
  };
}

/** Only staked models use up random numbers: an unstaked newcomer changes nobody's score. */
function keptStakes(stakes: Float64Array, dropout: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  for (let attempt = 0; attempt < 1000; attempt++) {
    const kept = stakes.map((stake) => (stake > 0 && random() >= dropout ? stake : 0));
    if (kept.some((stake) => stake > 0)) return kept;
  }
  return stakes;
}

function solveDraw(
  signals: RoundSignals,
  base: PreparedPortfolio,
  stakes: Float64Array,
  mean: Float64Array,
): GradientDraw {
  const moments = momentsOf(mean);
  const z = standardized(mean, moments);
  const { volatility, informationCoefficient } = signals.kit;
  const climbed = solveNear(base, alphaFromScores(z, volatility, informationCoefficient));
  const { primal, dual, gap } = climbed.certificate;
  return {
    stakes,
    z,
    deviation: moments.deviation,
    weights: climbed.weights.map((w) => w * base.scaled.units.weight),
    linearization: isAtNewton(climbed) ? linearize(base.scaled) : null,
    residual: Math.max(primal, dual, gap),
    isFallback: climbed.rung !== 'newton',
  };
}

/** The draws' meta models, as one product with all signals. */
function metaModelsOf(gaussianized: Matrix, draws: readonly Float64Array[]): Float64Array[] {
  const shares = matrix(gaussianized.columns, draws.length);
  draws.forEach((stakes, at) => {
    const total = stakes.reduce((sum, stake) => sum + stake, 0);
    const share = column(shares, at);
    for (let u = 0; u < stakes.length; u++) share[u] = stakes[u] / total;
  });
  const means = multiply(gaussianized, shares);
  return draws.map((_, at) => column(means, at));
}

/** ∇ of r'w with respect to the meta model, averaged over the draws: one small adjoint solve per draw. */
function signalGradient(
  { signals, base }: PreparedGradient,
  draws: readonly GradientDraw[],
  returns: Float64Array,
): Float64Array {
  const { volatility, informationCoefficient } = signals.kit;
  const n = returns.length;
  const result = new Float64Array(n);
  for (const { linearization, z, deviation } of draws) {
    if (linearization === null || deviation === 0) continue;
    const { free } = linearization;
    const byAlpha = alphaGradient(base.scaled, linearization, returns);
    // Chain rule through α = IC · volatility · z, z = (M − mean)/std: orthogonal to constants and to z.
    const share = 1 / (deviation * draws.length);
    let sum = 0;
    let along = 0;
    for (let at = 0; at < free.length; at++) {
      const i = free[at];
      const byZ = informationCoefficient * volatility[i] * byAlpha[at];
      result[i] += byZ * share;
      sum += byZ;
      along += byZ * z[i];
    }
    const mean = (sum / n) * share;
    const slope = (along / n) * share;
    for (let i = 0; i < n; i++) result[i] -= mean + slope * z[i];
  }
  return result;
}

/**
 * What a model's gaussianized ranks are multiplied with to give its score, gᵤ'∇: the gradient averaged over the draws, n values. With it the TC that
 * any predictions would have had in the round costs one dot product. Null where no draw reached a certificate.
 */
export function contributionDirection(
  prepared: PreparedGradient,
  draws: readonly GradientDraw[],
  returns: Float64Array,
): Float64Array | null {
  const counted = draws.filter(({ linearization }) => linearization !== null);
  return counted.length === 0 ? null : signalGradient(prepared, counted, returns);
}

/**
 * The score of all models for returns so far: gradients averaged over the draws, then one product with all models' signals.
 * A draw's gradient is orthogonal to its own meta model, so that gᵤ'∇ is all of (gᵤ − M)'∇.
 */
export function scoreGradient(
  prepared: PreparedGradient,
  draws: readonly GradientDraw[],
  returns: Float64Array,
): Contributions {
  const { signals, base } = prepared;
  const counted = draws.filter(({ linearization }) => linearization !== null);
  const direction = contributionDirection(prepared, draws, returns);
  const share = 1 / Math.max(1, counted.length);
  const byModel = direction && transposedMatrixVector(signals.gaussianized, direction);
  const returnWithout = counted.reduce((sum, { weights }) => sum + dotProduct(weights, returns) * share, 0);
  const residual = counted.reduce((worst, draw) => Math.max(worst, draw.residual), 0);
  return {
    method: 'gradient',
    base: baseReturn(base, returns),
    contributions: signals.kit.models.map((model, u) => {
      if (byModel === null) return unscored(model);
      const tc = byModel[u];
      const returnWith = returnWithout + signals.kit.stakeFraction * tc;
      return { model, tc, tcNet: tc, returnWith, returnWithout, residual };
    }),
    fallbacks: draws.filter(({ isFallback }) => isFallback).length,
  };
}
