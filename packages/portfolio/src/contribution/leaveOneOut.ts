import { column, dotProduct } from '@robata/kernels';
import { metaModelOf } from '../alpha.ts';
import type { NewtonState } from '../optimizer/newtonState.ts';
import {
  differencesFromBase,
  type PreparedPortfolio,
  preparePortfolio,
  rebased,
  solveLoaded,
} from '../optimizer/preparedPortfolio.ts';
import { alphaPair, type SignalSource } from './alphaLoader.ts';
import { baseReturn, type Contribution, type Contributions, unscored } from './contribution.ts';
import { type ContributionKit, returnsOf } from './contributionKit.ts';
import { type ChangesBuilder, changesBuilder, type PortfolioChanges, returnsOfChanges } from './portfolioChanges.ts';
import { alphaOf, isAlone, type RoundSignals, roundSignals, type Start, startProblem } from './roundSignals.ts';
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
  /** The n weights with all models, and what differs from them with and without each model of the range. */
  readonly base: Float64Array;
  readonly with: PortfolioChanges;
  readonly without: PortfolioChanges;
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
  /** Solves the models from … to−1. Each model's bits depend on the kit alone, not on the range. Throws RangeError beyond the kit's models. */
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
    resample === null
      ? [stakeSample(signals, kit.stakes, signals.metaModel, signals.totalStake, base)]
      : stakeSamples(signals, base, resample);
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
  const ofBase = dotProduct(range.base, returns);
  const gainsWith = returnsOfChanges(range.with, returns);
  const gainsWithout = returnsOfChanges(range.without, returns);
  return Array.from(range.weight, (weight, at) => {
    const model = models[range.from + at];
    if (Number.isNaN(range.residual[at])) return unscored(model);
    const gain = gainsWith[at] - gainsWithout[at];
    const cost = range.costWith[at] - range.costWithout[at];
    return {
      model,
      tc: gain / weight,
      tcNet: (gain - cost) / weight,
      returnWith: ofBase + gainsWith[at],
      returnWithout: ofBase + gainsWithout[at],
      residual: range.residual[at],
    };
  });
}

/** Stakes of which the meta model is made, and the portfolio at it, from which the models' solves start. */
interface StakeSample extends SignalSource {
  readonly stakes: Float64Array;
  readonly base: PreparedPortfolio;
  /** The base's weights in the problem's units, 0 where it has none, and the cost of trading to them. */
  readonly weights: Float64Array;
  readonly cost: number;
}

function stakeSample(
  { kit }: RoundSignals,
  stakes: Float64Array,
  metaModel: Float64Array,
  totalStake: number,
  base: PreparedPortfolio,
): StakeSample {
  const { holdings, linearCost } = base.problem;
  const weights = new Float64Array(holdings.length);
  if (base.base.status === 'solved') weights.set(base.base.weights);
  let cost = 0;
  for (let i = 0; i < weights.length; i++) {
    weights[i] *= base.scaled.units.weight;
    cost += linearCost[i] * Math.abs(weights[i] - holdings[i]);
  }
  const { volatility, informationCoefficient } = kit;
  return { stakes, metaModel, totalStake, volatility, informationCoefficient, base, weights, cost };
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
    const totalStake = stakes.reduce((total, stake) => total + stake, 0);
    return stakeSample(signals, stakes, mean, totalStake, rebased(base, alphaOf(signals, mean)));
  });
}

function solveRange(
  signals: RoundSignals,
  samples: readonly StakeSample[],
  weight: number | 'actual',
  from: number,
  to: number,
): LeaveOneOutPortfolios {
  const { kit, gaussianized } = signals;
  if (!(from >= 0 && from <= to && to <= kit.models.length)) throw new RangeError(`no models from ${from} to ${to}`);
  const size = to - from;
  const portion = 1 / samples.length;
  const both = { with: changesBuilder(size), without: changesBuilder(size) };
  const costWith = new Float64Array(size);
  const costWithout = new Float64Array(size);
  const residual = new Float64Array(size);
  const weights = new Float64Array(size);
  let fallbacks = 0;
  for (let at = 0; at < size; at++) {
    const model = from + at;
    weights[at] = weight === 'actual' ? kit.stakes[model] / signals.totalStake : weight;
    for (const sample of samples) {
      const stake = sample.stakes[model];
      if (weights[at] === 0 || isAlone(sample, stake)) {
        residual[at] = NaN;
        continue;
      }
      const pair = alphaPair(sample.base.scaled, sample, column(gaussianized, model), stake);
      const without = addPortfolio(sample, pair.loadWithout(), stake === 0, portion, both.without);
      const withModel = addPortfolio(sample, pair.loadWith(weights[at]), false, portion, both.with);
      costWithout[at] += without.cost;
      costWith[at] += withModel.cost;
      fallbacks += without.fallbacks + withModel.fallbacks;
      // NaN stays: one solve without a certificate spoils the mean.
      residual[at] = Math.max(residual[at], without.residual, withModel.residual);
    }
    both.with.endColumn();
    both.without.endColumn();
  }
  return {
    from,
    base: meanWeights(samples),
    with: both.with.finish(),
    without: both.without.finish(),
    costWith,
    costWithout,
    weight: weights,
    residual,
    fallbacks,
  };
}

function meanWeights(samples: readonly StakeSample[]): Float64Array {
  const mean = new Float64Array(samples[0].weights.length);
  for (const { weights } of samples) for (let i = 0; i < mean.length; i++) mean[i] += weights[i] / samples.length;
  return mean;
}

/** Solves for the alpha loaded and adds `portion` of what differs from the base. At the base itself nothing is left to solve. */
function addPortfolio(
  sample: StakeSample,
  state: NewtonState,
  isBase: boolean,
  portion: number,
  changes: ChangesBuilder,
) {
  const { base, weights, cost } = sample;
  const solved = isBase && base.newtonBase !== null ? base.base : solveLoaded(base, state);
  const fallbacks = solved.rung === 'newton' || solved === base.base ? 0 : 1;
  if (solved.status !== 'solved') return { cost: 0, fallbacks, residual: NaN };
  const { primal, dual, gap } = solved.certificate;
  const residual = Math.max(primal, dual, gap);
  if (solved === base.base) return { cost: portion * cost, fallbacks, residual };
  const { holdings, linearCost } = base.problem;
  const unit = base.scaled.units.weight;
  const { count, stocks, changes: differences } = differencesFromBase(base, solved);
  let extra = 0;
  for (let entry = 0; entry < count; entry++) {
    const i = stocks[4 * entry];
    const change = differences[2 * entry + 1] * unit;
    changes.add(i, portion * change);
    extra += linearCost[i] * (Math.abs(weights[i] + change - holdings[i]) - Math.abs(weights[i] - holdings[i]));
  }
  return { cost: portion * (cost + extra), fallbacks, residual };
}
