import { createHmac } from 'node:crypto';
import type { Matrix } from '@robata/kernels';
import { metaModelWeights, PROPORTIONAL } from '@robata/ledger';
import {
  type AlphaFactorHistory,
  alphaFromMetaModel,
  appendAlphaFactor,
  type ContributionKit,
  gaussianizedPredictions,
  metaModelOf,
  optimize,
  predictedVolatility,
  type Rebalance,
  rebalance,
  rebalancePlan,
  type RiskModel,
} from '@robata/portfolio';
import type { OptimizerReport } from '../records.ts';
import type { ClosedSignals } from './signals/closedSignals.ts';
import { type NeutralizerManifest, neutralizerHash } from './signals/neutralizerManifest.ts';
import { roundNeutralizers } from './signals/roundNeutralizers.ts';
import { signalsPart } from './signals/signalsPart.ts';
import { commitmentOf, committedText, openingText } from './commitment.ts';
import type { TournamentConfig } from './tournamentConfig.ts';

export interface ClosingInput {
  readonly config: TournamentConfig;
  readonly round: number;
  /** Obfuscated ids, ascending, and the permanent numbers of the same stocks. */
  readonly ids: readonly string[];
  readonly securities: Int32Array;
  readonly models: readonly string[];
  /** n × models, in (0, 1); those of Signals models as they were submitted, NaN where a stock was left out. */
  readonly predictions: Matrix;
  /** Which of the models are of Signals, ascending. Default: none. */
  readonly signalsPlaces?: Int32Array;
  /** Tokens at risk as doubles, by model; 0 for one that is not staked. */
  readonly stakes: Float64Array;
  /** Without the alpha factor. */
  readonly riskModel: RiskModel;
  readonly alphaHistory: AlphaFactorHistory;
  /** Security → weight held before the rebalance. */
  readonly holdings: ReadonlyMap<number, number>;
  /** Of the commitment's salt. */
  readonly secret: string;
  readonly submissionHashes: readonly string[];
}

/** What follows from a close: everything that the round's scores and trades are made from. */
export interface Closing {
  /** Mean of the models' gaussianized ranks, weighted by their stakes as the configuration says, n. */
  readonly metaModel: Float64Array;
  /** With the alpha factor, if the configuration has it. */
  readonly riskModel: RiskModel;
  readonly rebalance: Rebalance;
  /** Its stakes are the weights that made the meta model, so that True Contribution can be computed again from the kit alone. */
  readonly kit: ContributionKit;
  readonly report: Omit<OptimizerReport, 'contributionFallbacks' | 'contributionSolves' | 'worstResidual'>;
  readonly salt: string;
  readonly commitment: string;
  /** What the commitment is made from beside salt and problem; see `committedText`. */
  readonly opening: string;
  /** The Signals part, where somebody took part in it. */
  readonly signals: { readonly closed: ClosedSignals; readonly manifest: NeutralizerManifest } | null;
}

const TRADING_DAYS_PER_YEAR = 252;
const ONE_BASIS_POINT = 1e-4;
/** A limit counts as binding within this distance, in its own unit. */
const BINDING = 1e-9;

/**
 * Closes a round: the stakes weigh the meta model, its alpha goes to the optimizer, and what was known is committed to.
 * Pure but for the secret that comes in: the same input gives the same bits. α = IC·σ·z with σ the total volatility over the horizon.
 */
export function closeRound(input: ClosingInput): Closing {
  const { config, ids, securities } = input;
  const weights = metaModelWeights(input.stakes, config.weighting ?? PROPORTIONAL);
  const signals = signalsPart(input, weights);
  const predictions = signals?.predictions ?? input.predictions;
  const stakes = signals?.stakes ?? weights;
  const metaModel = metaModelOf(gaussianizedPredictions(predictions), stakes);
  const { informationCoefficient } = config.optimizer;
  const alpha = alphaFromMetaModel(metaModel, input.riskModel.totalVolatility, informationCoefficient);
  const riskModel = config.alphaFactor
    ? appendAlphaFactor(input.riskModel, alpha, input.alphaHistory)
    : input.riskModel;
  const plan = rebalancePlan({
    riskModel,
    securities,
    ids,
    alpha,
    holdings: input.holdings,
    settings: config.optimizer,
    schedule: config.schedule,
  });
  const done = rebalance(plan, optimize);
  const kit: ContributionKit = {
    problem: done.problem,
    volatility: input.riskModel.totalVolatility,
    informationCoefficient,
    models: input.models,
    predictions,
    stakes,
    stakeFraction: config.contribution.stakeFraction,
    returns: new Float64Array(ids.length),
  };
  const salt = createHmac('sha256', input.secret).update(`round ${input.round}`).digest('hex');
  const manifest = signals === null ? null : roundNeutralizers(input.riskModel.factorNames);
  const opening = openingText(manifest === null ? input : { ...input, neutralizers: neutralizerHash(manifest) });
  const commitment = commitmentOf(committedText(salt, opening, done.problem));
  const report = reportOf(done, riskModel);
  const joint = signals === null || manifest === null ? null : { closed: signals.closed, manifest };
  return { metaModel, riskModel, rebalance: done, kit, report, salt, commitment, opening, signals: joint };
}

function reportOf(done: Rebalance, riskModel: RiskModel): Closing['report'] {
  const { problem, solution } = done;
  const weights = done.status === 'held' ? problem.holdings : solution.weights;
  const sum = (of: (weight: number) => number): number => weights.reduce((total, weight) => total + of(weight), 0);
  const exposureBreaches = done.breaches.filter(({ name }) => name !== 'turnover' && name !== 'position');
  return {
    status: solution.status,
    relaxed: done.status === 'relaxed',
    rung: solution.rung,
    iterations: solution.iterations,
    objective: solution.objective,
    primalResidual: solution.residuals.primal,
    dualResidual: solution.residuals.dual,
    gap: solution.residuals.gap,
    stocks: problem.ids.length,
    exposures: problem.exposureNames.length,
    positions: weights.filter((weight) => Math.abs(weight) > ONE_BASIS_POINT).length,
    gross: sum(Math.abs),
    net: sum((weight) => weight),
    turnover: done.turnover + done.forcedTurnover,
    predictedVolatility:
      predictedVolatility(riskModel, weights) * Math.sqrt(TRADING_DAYS_PER_YEAR / riskModel.horizonDays),
    maxExposureBreach: Math.max(0, ...exposureBreaches.map(({ excess }) => excess)),
    bindingLimits: bindingLimits(done, weights),
  };
}

function bindingLimits({ problem, exposures, turnover }: Rebalance, weights: Float64Array): string[] {
  const { limits, exposureNames } = problem;
  const gross = weights.reduce((total, weight) => total + Math.abs(weight), 0);
  const net = weights.reduce((total, weight) => total + weight, 0);
  const names = exposureNames.filter((_, k) => {
    const value = exposures[k] as number;
    return (
      value <= (limits.exposureLower[k] as number) + BINDING || value >= (limits.exposureUpper[k] as number) - BINDING
    );
  });
  if (limits.gross !== null && gross >= limits.gross - BINDING) names.push('gross');
  if (limits.turnover !== null && turnover >= limits.turnover - BINDING) names.push('turnover');
  if (limits.net !== null && (net <= limits.net[0] + BINDING || net >= limits.net[1] - BINDING)) names.push('net');
  return names;
}
