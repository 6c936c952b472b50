import { column, pearsonCorrelation, tieKeptRank } from '@robata/kernels';
import type { Benchmark } from '../benchmark.ts';
import { measure } from '../measure.ts';
import { randomPredictions, randomProblem, seededRandom } from '../randomInput.ts';
// What a close computes beside the scores: the tournament gives it to its own threads alone.
import { analyzeRound } from '../../packages/tournament/src/analysis/analyzeRound.ts';

export const analysis: Benchmark = {
  name: 'analysis',
  shows:
    'what a close says of everybody: exposures to 70 factors, the five most alike models of each, and churn since the round before.',
  goal: 'at most 6 CPU-s for 5,000 models of 5,000 stocks (17 with doubles alone)',
  defaults: { models: 5000, stocks: 5000, check: 5 },
  smallest: { models: 8, stocks: 20 },
  generate({ models, stocks, seed }, folder) {
    folder.writeMatrix('predictions', randomPredictions(seededRandom(seed), stocks, models));
  },
  async ours({ models, stocks, seed }, folder) {
    const predictions = folder.readMatrix('predictions');
    const { alpha: _, ...problem } = randomProblem(seed, stocks);
    const ids = Array.from({ length: models }, (_, j) => j + 1);
    const now = { models: ids, predictions, metaModel: predictions.data.slice(0, stocks) };
    const securities = Int32Array.from({ length: stocks }, (_, i) => i);
    const input = {
      round: 1,
      closed: { ...now, securities },
      // A fiftieth of the stocks is new, and every model has another one's predictions of before.
      previous: { ...now, securities: securities.map((at) => at + Math.ceil(stocks / 50)), models: ids.toReversed() },
      stakes: new Float64Array(models).fill(1),
      factors: { factorNames: problem.exposureNames, exposures: problem.exposures },
      rebalance: portfolioOf(problem),
    };
    const { result, ...measured } = await measure(() => analyzeRound(input));
    folder.writeValues(
      'nearest',
      result.models.map(({ nearest }) => nearest),
    );
    return { ...measured, details: { exposures: problem.exposureNames.length } };
  },
  judge({ models, check }, folder) {
    const predictions = folder.readMatrix('predictions');
    const ours = folder.readValues<{ model: number; correlation: number }[][]>('nearest');
    const ranks = Array.from({ length: models }, (_, j) => tieKeptRank(column(predictions, j)));
    let worst = 0;
    for (let at = 0; at < check; at++) {
      const own = Math.floor((at * models) / check);
      const others = ranks.flatMap((rank, j) => (j === own ? [] : [pearsonCorrelation(ranks[own], rank)]));
      others.sort((a, b) => b - a);
      ours[own].forEach(({ correlation }, k) => (worst = Math.max(worst, Math.abs(correlation - others[k]))));
    }
    return {
      accuracy: worst,
      accuracyMeaning: 'largest difference from the largest correlations of some models with all others, one by one',
    };
  },
};

/** A portfolio that holds nothing: what it says costs nothing. */
function portfolioOf(
  problem: Omit<ReturnType<typeof randomProblem>, 'alpha'>,
): Parameters<typeof analyzeRound>[0]['rebalance'] {
  const nothing = new Float64Array(problem.ids.length);
  const solution = { weights: nothing };
  const exposures = new Float64Array(problem.exposureNames.length);
  const rebalance = { problem, solution, exposures, status: 'solved', cost: 0, turnover: 0, forcedTurnover: 0 };
  return rebalance as unknown as Parameters<typeof analyzeRound>[0]['rebalance'];
}
