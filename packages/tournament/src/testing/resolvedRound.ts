import { BOARD_COLUMNS, type BoardColumn } from '../views/leaderboard.ts';
import type { ResolvedRound } from '../views/resolvedRound.ts';

/** A resolved round as views hold it: scores by model and column, NaN where none is given. */
export function resolvedRoundOf(
  number: number,
  scores: Readonly<Record<number, Partial<Record<BoardColumn, number>> | undefined>>,
  rest: Partial<Pick<ResolvedRound, 'tournament' | 'late'>> = {},
): ResolvedRound {
  const models = Object.keys(scores)
    .map(Number)
    .sort((a, b) => a - b);
  return {
    number,
    tournament: 'classic',
    scored: Int32Array.from(models),
    scores: Object.fromEntries(
      BOARD_COLUMNS.map((key) => [key, Float64Array.from(models, (model) => scores[model]?.[key] ?? Number.NaN)]),
    ) as ResolvedRound['scores'],
    late: new Int32Array(),
    correlated: new Int32Array(),
    metaModelCorrelations: new Float64Array(),
    paid: new Int32Array(),
    amounts: [],
    growths: new Float64Array(),
    ...rest,
  };
}
