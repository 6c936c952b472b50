import { pearsonCorrelation } from '@robata/kernels';
import { sharpe } from '@robata/scoring';
import type { BoardColumn } from './leaderboard.ts';
import { meanFigure } from './modelStanding.ts';
import type { Comparison } from './modelTypes.ts';
import { type ResolvedRound, valueIn } from './resolvedRound.ts';
import type { LeaderboardRow } from './types.ts';

/** So many lines can still be told apart in one chart. */
export const COMPARED_MODELS_MAX = 5;

export interface ComparisonInput {
  /** In this order; names that nobody has are said. */
  readonly names: readonly string[];
  readonly score: BoardColumn;
  readonly rows: readonly LeaderboardRow[];
  /** Resolved, ascending. */
  readonly rounds: readonly ResolvedRound[];
  readonly lags: number;
}

/** Models side by side over resolved rounds, and every two of them paired by round. */
export function comparison({ names, score, rows, rounds, lags }: ComparisonInput): Comparison {
  const asked = [...new Set(names)].slice(0, COMPARED_MODELS_MAX);
  const found = asked.flatMap((name) => rows.filter((row) => row.model === name));
  const all = found.map(({ id }) => rounds.map((round) => valueIn(round, score, id)));
  const taken = rounds.flatMap((_, at) => (all.some((values) => !Number.isNaN(values[at] as number)) ? [at] : []));
  const series = all.map((values) => taken.map((at) => values[at] as number));
  return {
    score,
    lags,
    rounds: taken.map((at) => (rounds[at] as ResolvedRound).number),
    models: found.map(({ model, kind, marked }, at) => {
      const values = series[at] as number[];
      const ratio = sharpe(values.filter((value) => !Number.isNaN(value)));
      return {
        model,
        kind,
        marked,
        values: values.map((value) => (Number.isNaN(value) ? null : value)),
        mean: meanFigure(values, lags),
        sharpe: Number.isFinite(ratio) ? ratio : null,
      };
    }),
    pairs: found.flatMap((first, a) =>
      found.slice(a + 1).map((second, offset) => ({
        first: first.model,
        second: second.model,
        ...paired(series[a] as number[], series[a + 1 + offset] as number[], lags),
      })),
    ),
    unknown: asked.filter((name) => !found.some(({ model }) => model === name)),
  };
}

/** First − second over the rounds that both have, and the correlation of the two there. */
function paired(first: readonly number[], second: readonly number[], lags: number) {
  const both = first.flatMap((value, at) =>
    Number.isNaN(value) || Number.isNaN(second[at] as number) ? [] : [[value, second[at] as number] as const],
  );
  const correlation = pearsonCorrelation(
    Float64Array.from(both, ([value]) => value),
    Float64Array.from(both, ([, value]) => value),
  );
  return {
    difference: meanFigure(
      both.map(([a, b]) => a - b),
      lags,
    ),
    correlation: both.length > 2 && Number.isFinite(correlation) ? correlation : null,
  };
}
