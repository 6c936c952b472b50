import { fromColumns, column } from '@robata/kernels';
import {
  alphaFromMetaModel,
  appendAlphaFactor,
  type ContributionKit,
  type Contributions,
  defaultOptimizerSettings,
  gaussianizedPredictions,
  gradient,
  leaveOneOut,
  type LeaveOneOutOptions,
  metaModelOf,
  optimize,
  type OptimizerSettings,
  predictedVolatility,
  type Rebalance,
  rebalance,
  rebalancePlan,
  type RiskModel,
  type Start,
} from '@robata/portfolio';
import type { StudyRound, Week } from './seasonCache.ts';

/** The kinds of TC that are compared. Exact: every stake counted once, nobody dropped. */
export const KINDS = ['held', 'zero', 'gradient', 'exact', 'exactHeld'] as const;
export type Kind = (typeof KINDS)[number];

/** What of a round is played otherwise. */
export interface Variant {
  readonly settings?: Partial<OptimizerSettings>;
  /** Default true. */
  readonly alphaFactor?: boolean;
  readonly stakes?: Float64Array;
  /** Further models with their stakes. */
  readonly more?: readonly { readonly name: string; readonly values: Float64Array; readonly stake: number }[];
}

/** A round ready for TC. */
export interface ClosedStudyRound {
  readonly kit: ContributionKit;
  /** With the alpha factor, if there is one. */
  readonly riskModel: RiskModel;
  readonly book: Rebalance;
}

const STAKE_FRACTION = 0.01;
const ones = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));

/** Closes a round as the season does (`closeRound`), but for its commitment, with something changed. */
export function closed(
  round: StudyRound,
  { settings, alphaFactor = true, stakes, more = [] }: Variant = {},
): ClosedStudyRound {
  const { rows, columns } = round.predictions;
  const predictions =
    more.length === 0
      ? round.predictions
      : fromColumns(
          [
            ...Array.from({ length: columns }, (_, u) => column(round.predictions, u)),
            ...more.map(({ values }) => values),
          ],
          rows,
        );
  const allStakes = Float64Array.of(...(stakes ?? round.stakes), ...more.map(({ stake }) => stake));
  const metaModel = metaModelOf(gaussianizedPredictions(predictions), allStakes);
  const all = { ...defaultOptimizerSettings, ...settings };
  const riskModel = withAlphaFactor(round, metaModel, alphaFactor);
  const book = rebalanced(round, metaModel, riskModel, round.holdings, all);
  return {
    kit: {
      problem: book.problem,
      volatility: round.riskModel.totalVolatility,
      informationCoefficient: all.informationCoefficient,
      models: ones(predictions.columns),
      predictions,
      stakes: allStakes,
      stakeFraction: STAKE_FRACTION,
      returns: round.returns,
    },
    riskModel,
    book,
  };
}

/** What is held when the next round closes: the weights after a rebalance, carried on by the prices. */
export function drifted({ targetWeights }: Rebalance, { drifted: returns }: Week): ReadonlyMap<number, number> {
  const growth = [...targetWeights].reduce((sum, [security, weight]) => sum + weight * returns[security], 1);
  return new Map(
    [...targetWeights].map(([security, weight]) => [security, (weight * (1 + returns[security])) / growth] as const),
  );
}

/** The round's risk model with the direction of a meta model. */
export function withAlphaFactor(round: StudyRound, metaModel: Float64Array, alphaFactor = true): RiskModel {
  return alphaFactor
    ? appendAlphaFactor(round.riskModel, alphaOf(round, metaModel), round.alphaHistory)
    : round.riskModel;
}

const alphaOf = (round: StudyRound, metaModel: Float64Array): Float64Array =>
  alphaFromMetaModel(metaModel, round.riskModel.totalVolatility, defaultOptimizerSettings.informationCoefficient);

/** The portfolio for a meta model, from given holdings. */
export function rebalanced(
  round: StudyRound,
  metaModel: Float64Array,
  riskModel: RiskModel,
  holdings: ReadonlyMap<number, number>,
  settings: OptimizerSettings = defaultOptimizerSettings,
): Rebalance {
  const plan = rebalancePlan({
    riskModel,
    securities: round.securities,
    ids: ones(round.securities.length),
    alpha: alphaOf(round, metaModel),
    holdings,
    settings,
    schedule: 'weekly',
  });
  return rebalance(plan, optimize);
}

export const tcOf = ({ contributions }: Contributions): Float64Array =>
  Float64Array.from(contributions, ({ tc }) => tc ?? Number.NaN);

export const leftOut = (kit: ContributionKit, start: Start, options: LeaveOneOutOptions = {}): Float64Array =>
  tcOf(leaveOneOut(kit, { ...options, start }));

export const exactGradient = (kit: ContributionKit, start: Start = 'zero'): Float64Array =>
  tcOf(gradient(kit, { dropout: 0, start }));

/** Of the book that a kind of leave-one-out starts from, over the horizon: what TC is divided by. */
export function baseVolatility({ kit, riskModel, book }: ClosedStudyRound, start: Start): number {
  if (start === 'held') return predictedVolatility(riskModel, book.solution.weights);
  const { problem } = kit;
  const stocks = problem.ids.length;
  const zero = optimize({
    ...problem,
    alpha: book.problem.alpha,
    holdings: new Float64Array(stocks),
    linearCost: new Float64Array(stocks),
    limits: { ...problem.limits, turnover: null },
  });
  return predictedVolatility(riskModel, zero.weights);
}
