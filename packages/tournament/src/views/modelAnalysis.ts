import type { ModelAnalysis, RoundAnalysis } from '../analysis/roundAnalysis.ts';
import type { ModelAnalysisPage } from './modelTypes.ts';
import type { LeaderboardRow } from './types.ts';

/** A model's page looks so many rounds back. */
export const ANALYSED_ROUNDS = 20;

/** What a row says of who a model is. */
type Named = Pick<LeaderboardRow, 'id' | 'model' | 'kind'>;

/** What the given analyses (ascending by round) say of one model. Factors are matched by name: they may change from round to round. */
export function modelAnalysis(
  model: number,
  analyses: readonly RoundAnalysis[],
  rows: readonly Named[],
): ModelAnalysisPage {
  const named = new Map(rows.map((row) => [row.id, row]));
  const own = analyses.flatMap((analysis) => {
    const found = analysis.models.find((candidate) => candidate.model === model);
    return found === undefined ? [] : [{ analysis, found }];
  });
  const last = own.at(-1);
  const factors = last?.analysis.factors ?? [];
  return {
    factors,
    latest:
      last === undefined
        ? null
        : {
            round: last.analysis.round,
            weight: last.found.weight,
            churn: last.found.churn,
            exposures: last.found.exposures,
            nearest: nearestOf(last.found, named),
          },
    meanExposures: factors.map((factor) =>
      meanOf(own.map(({ analysis, found }) => found.exposures[analysis.factors.indexOf(factor)] ?? null)),
    ),
    rounds: own.map(({ analysis: { round }, found: { weight, churn, nearest } }) => ({
      round,
      weight,
      churn,
      nearest: nearest[0]?.correlation ?? null,
    })),
  };
}

const nearestOf = ({ nearest }: ModelAnalysis, named: ReadonlyMap<number, Named>) =>
  nearest.flatMap(({ model, correlation }) => {
    const row = named.get(model);
    return row === undefined ? [] : [{ model: row.model, kind: row.kind, correlation }];
  });

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
