import { column, matrix, type Matrix, transposedMatrixVector } from '@robata/kernels';
import { metaModelOf } from '../alpha.ts';
import { type PreparedPortfolio, preparePortfolio, rebased, solveNear } from '../optimizer/preparedPortfolio.ts';
import { baseReturn, type Contribution, type Contributions, unscored } from './contribution.ts';
import { type ContributionKit, returnsOf } from './contributionKit.ts';
import {
  alphaOf,
  metaModelWithout,
  type RoundSignals,
  roundSignals,
  type Start,
  startProblem,
} from './roundSignals.ts';
import { seededRandom } from './seededRandom.ts';

export interface LeaveOneOutOptions {
  /** Default 'held'. */
  readonly start?: Start;
  /** The weight given to the model: a number in (0, 1], or 'actual' for its real share. Default: the kit's stakeFraction. */
  readonly weight?: number | 'actual';
  /** Repeats on random parts of the stakes, the same parts with and without the model. Default none. */
  readonly resample?: { readonly repeats: number; readonly fraction: number; readonly seed: number } | null;
}

/**
 * The portfolios with and without each of some models, solved once at the round's close: a score for new returns is then
 * only a dot product. Where resampled, means over the repeats.
 */
export interface LeaveOneOutPortfolios {
  /** First model of the range. */
  readonly from: number;
  /** n × models of the range. */
  readonly with: Matrix;
  readonly without: Matrix;
  /** Cost of trading to them, and the weight w, the worst residual (NaN: not certified or not defined) per model. */
  readonly costWith: Float64Array;
  readonly costWithout: Float64Array;
  readonly weight: Float64Array;
  readonly residual: Float64Array;
  readonly fallbacks: number;
}

export interface PreparedLeaveOneOut {
  readonly signals: RoundSignals;
  readonly base: PreparedPortfolio;
  /** Solves the models from … to−1. Each model's bits depend on the kit alone, not on the range. */
  portfolios(from: number, to: number): LeaveOneOutPortfolios;
}

/**
 * Leave-one-out True Contribution (the fireside chat of January 2022): M₋ᵤ is the stake-weighted mean without model u,
 * M₊ᵤ = (1−w)·M₋ᵤ + w·gᵤ, both are optimized, TCᵤ = (r'w₊ − r'w₋)/w.
 *
 * `tc` is null where either portfolio has no certificate, where nobody else has a stake, or for weight 'actual' and stake 0.
 * Throws RangeError on a faulty kit (`kitFault`), or when a partial kit is resampled.
 *
 *     leaveOneOut(kit, { start: 'zero' }).contributions[0].tc
 */
export function leaveOneOut(kit: ContributionKit, options: LeaveOneOutOptions = {}): Contributions {
  const prepared = prepareLeaveOneOut(kit, options);
  return scoreLeaveOneOut(prepared, [prepared.portfolios(0, kit.models.length)], returnsOf(kit));
}

/** The work at the close: everything but the returns (those of the kit are not looked at). */
export function prepareLeaveOneOut(kit: ContributionKit, options: LeaveOneOutOptions = {}): PreparedLeaveOneOut {
  const { start = 'held', weight = kit.stakeFraction, resample = null } = options;
  if (weight !== 'actual' && !(weight > 0 && weight <= 1)) throw new RangeError(`weight ${weight} is not in (0, 1]`);
  const signals = roundSignals(kit);
  const base = preparePortfolio(startProblem(signals, start));
  const samples =
    resample === null ? [{ ...signals, stakes: kit.stakes, base }] : stakeSamples(signals, base, resample);
  return {
    signals,
    base,
    portfolios: (from, to) => solveRange(signals, samples, weight, from, to),
  };
}

/** The score of all models for returns so far, from the portfolios of all ranges. */
export function scoreLeaveOneOut(
  { signals, base }: PreparedLeaveOneOut,
  ranges: readonly LeaveOneOutPortfolios[],
  returns: Float64Array,
): Contributions {
  const contributions = ranges.flatMap((range) => scoreRange(signals.kit.models, range, returns));
  return {
    method: 'leave-one-out',
    base: baseReturn(base, returns),
    contributions,
    fallbacks: ranges.reduce((sum, { fallbacks }) => sum + fallbacks, 0),
  };
}

function scoreRange(models: readonly string[], range: LeaveOneOutPortfolios, returns: Float64Array): Contribution[] {
  const returnsWith = transposedMatrixVector(range.with, returns);
  const returnsWithout = transposedMatrixVector(range.without, returns);
  return Array.from(range.weight, (weight, at) => {
    const model = models[range.from + at];
    if (Number.isNaN(range.residual[at])) return unscored(model);
    const gain = returnsWith[at] - returnsWithout[at];
    const cost = range.costWith[at] - range.costWithout[at];
    return {
      model,
      tc: gain / weight,
      tcNet: (gain - cost) / weight,
      returnWith: returnsWith[at],
      returnWithout: returnsWithout[at],
      residual: range.residual[at],
    };
  });
}

/** Stakes of which the meta model is made, and the portfolio at it, from which the models' solves start. */
interface StakeSample {
  readonly stakes: Float64Array;
  readonly metaModel: Float64Array;
  readonly totalStake: number;
  readonly base: PreparedPortfolio;
}

/** Each sample keeps the given part of the staked models, at least one, drawn without replacement. */
function stakeSamples(
  signals: RoundSignals,
  base: PreparedPortfolio,
  { repeats, fraction, seed }: NonNullable<LeaveOneOutOptions['resample']>,
): StakeSample[] {
  const { kit, gaussianized } = signals;
  if (kit.others) throw new RangeError('a kit without all models cannot be resampled');
  if (!(fraction > 0 && fraction <= 1)) throw new RangeError(`fraction ${fraction} is not in (0, 1]`);
  if (!(Number.isInteger(repeats) && repeats > 0)) throw new RangeError(`repeats ${repeats} is not a count`);
  const random = seededRandom(seed);
  return Array.from({ length: repeats }, () => {
    const staked = [...kit.stakes.keys()].filter((u) => kit.stakes[u] > 0);
    const size = Math.max(1, Math.round(fraction * staked.length));
    const stakes = new Float64Array(kit.stakes.length);
    for (let drawn = 0; drawn < size; drawn++) {
      const at = drawn + Math.floor(random() * (staked.length - drawn));
      [staked[drawn], staked[at]] = [staked[at], staked[drawn]];
      stakes[staked[drawn]] = kit.stakes[staked[drawn]];
    }
    const mean = metaModelOf(gaussianized, stakes);
    return {
      stakes,
      metaModel: mean,
      totalStake: stakes.reduce((total, stake) => total + stake, 0),
      base: rebased(base, alphaOf(signals, mean)),
    };
  });
}

function solveRange(
  signals: RoundSignals,
  samples: readonly StakeSample[],
  weight: number | 'actual',
  from: number,
  to: number,
): LeaveOneOutPortfolios {
  const n = signals.metaModel.length;
  const size = to - from;
  const result = {
    from,
    with: matrix(n, size),
    without: matrix(n, size),
    costWith: new Float64Array(size),
    costWithout: new Float64Array(size),
    weight: new Float64Array(size),
    residual: new Float64Array(size),
    fallbacks: 0,
  };
  for (let at = 0; at < size; at++) {
    const share = signals.kit.stakes[from + at] / signals.totalStake;
    result.weight[at] = weight === 'actual' ? share : weight;
    const pairs = samples.map((sample) => signalPair(signals, sample, from + at, result.weight[at]));
    samples.forEach((sample, s) => {
      const pair = pairs[s];
      if (pair === null) {
        result.residual[at] = NaN;
        return;
      }
      const portion = 1 / samples.length;
      const add = (signal: Float64Array, into: Matrix, costs: Float64Array): void => {
        const added = addPortfolio(sample.base, alphaOf(signals, signal), portion, column(into, at));
        costs[at] += added.cost;
        result.fallbacks += added.isFallback ? 1 : 0;
        // NaN stays: one solve without a certificate spoils the mean.
        result.residual[at] = Math.max(result.residual[at], added.residual);
      };
      add(pair.without, result.without, result.costWithout);
      add(pair.with, result.with, result.costWith);
    });
  }
  return result;
}

function signalPair(signals: RoundSignals, sample: StakeSample, model: number, weight: number) {
  if (weight === 0) return null;
  const without = metaModelWithout(signals, sample, model, sample.stakes[model]);
  if (without === null) return null;
  const g = column(signals.gaussianized, model);
  return { without, with: without.map((m, i) => (1 - weight) * m + weight * g[i]) };
}

/** Adds `portion` of the portfolio for an alpha to `into`, in the problem's units. */
function addPortfolio(base: PreparedPortfolio, alpha: Float64Array, portion: number, into: Float64Array) {
  const { status, rung, weights, certificate } = solveNear(base, alpha);
  const isFallback = rung !== 'newton';
  if (status !== 'solved') return { cost: 0, isFallback, residual: NaN };
  const { holdings, linearCost } = base.problem;
  const unit = base.scaled.units.weight;
  let cost = 0;
  for (let i = 0; i < into.length; i++) {
    const w = weights[i] * unit;
    into[i] += portion * w;
    cost += linearCost[i] * Math.abs(w - holdings[i]);
  }
  return {
    cost: portion * cost,
    isFallback,
    residual: Math.max(certificate.primal, certificate.dual, certificate.gap),
  };
}
