import { column, type Matrix, matrix, transformColumns } from '@robata/kernels';
import type { Rebalance, RiskModel } from '@robata/portfolio';
import { churnBetween } from './churnBetween.ts';
import type { ClosedPredictions } from './closedPredictions.ts';
import { factorCorrelations, namedFactors } from './factorCorrelations.ts';
import { nearestModels } from './nearestModels.ts';
import { portfolioAnalysis } from './portfolioAnalysis.ts';
import type { ModelAnalysis, RoundAnalysis } from './roundAnalysis.ts';
import { sixDecimals } from './sixDecimals.ts';

export interface AnalysisInput {
  readonly round: number;
  readonly closed: ClosedPredictions;
  /** What each model weighs in the meta model, ≥ 0, in any unit: the stakes of the kit. */
  readonly stakes: Float64Array;
  /** Without the alpha factor, which is the meta model itself. */
  readonly factors: Pick<RiskModel, 'factorNames' | 'exposures'>;
  readonly rebalance: Rebalance;
  /** Of the last round that was closed before; null where there is none. */
  readonly previous: ClosedPredictions | null;
}

const NEAREST = 5;

/**
 * What a close says of everybody's predictions beside the scores; see `RoundAnalysis`. Pure: the same input gives the same bits. Exposures are
 * Pearson correlations of gaussianized ranks, which is how predictions enter the meta model; the factor that all stocks share is left out.
 * All pairs of models cost O(stocks · models²/2): 5,000 models of 5,000 stocks take some 6 CPU seconds in all.
 */
export function analyzeRound(input: AnalysisInput): RoundAnalysis {
  const { round, closed, stakes, previous, rebalance } = input;
  const { models, predictions, metaModel } = closed;
  const factors = namedFactors(input.factors.factorNames, input.factors.exposures);
  const exposures = factorCorrelations(predictions, factors, ['gaussianizedRank']);
  const nearest = nearestModels(rankUnits(predictions), models, NEAREST);
  const churn = previous === null ? null : churnBetween(closed, previous);
  const staked = stakes.reduce((sum, stake) => sum + stake, 0);
  const weights = stakes.map((stake) => (staked > 0 ? stake / staked : 0));
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const analyses = models.map(
    (model, j): ModelAnalysis => ({
      model,
      weight: weights[j] as number,
      exposures: Array.from(column(exposures, j), sixDecimals),
      nearest: nearest[j] ?? [],
      churn: churn === null ? null : sixDecimals(churn.models[j] as number),
    }),
  );
  return {
    round,
    factors: factors.names,
    models: analyses.toSorted((a, b) => a.model - b.model),
    metaModel: {
      exposures: Array.from(factorCorrelations(oneColumn(metaModel), factors).data, sixDecimals),
      churn: churn === null ? null : sixDecimals(churn.metaModel),
      members: weights.filter((weight) => weight > 0).length,
      effectiveMembers: squares > 0 ? 1 / squares : 0,
    },
    portfolio: portfolioAnalysis(rebalance),
  };
}

/** Average ranks, centred at length 1: a Spearman correlation is one dot product. */
const rankUnits = (predictions: Matrix): Matrix => transformColumns(predictions, ['averageRank', 'unitDeviations']);

function oneColumn(values: Float64Array): Matrix {
  const result = matrix(values.length, 1);
  result.data.set(values);
  return result;
}

/** The document that holds a round's analysis. */
export const analysisKey = (round: number): string => `analysis/${round}`;
