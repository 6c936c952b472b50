import { meanWithStandardError } from '@robata/scoring';
import { BOARD_COLUMNS, type BoardColumn } from './leaderboard.ts';
import type { MeanFigure, ModelStanding } from './modelTypes.ts';
import { type ResolvedRound, valueIn } from './resolvedRound.ts';

/** The mean of a series with its Newey-West standard error; null of nothing. NaN is left out. */
export function meanFigure(values: readonly number[], lags: number): MeanFigure | null {
  const { mean, standardError, count } = meanWithStandardError(values, lags);
  if (count === 0) return null;
  return { mean, standardError: Number.isNaN(standardError) ? null : standardError, rounds: count };
}

/** The share of the known values below one of them, ties counted half, in (0, 1); null where it is unknown. */
export function percentileOf(values: ArrayLike<number>, value: number): number | null {
  if (Number.isNaN(value)) return null;
  let [below, same, known] = [0, 0, 0];
  for (let at = 0; at < values.length; at++) {
    const other = values[at] as number;
    if (other !== other) continue;
    known += 1;
    if (other < value) below += 1;
    else if (other === value) same += 1;
  }
  return known === 0 ? null : (below + same / 2) / known;
}

export interface ModelStandingInput {
  readonly model: number;
  /** Resolved rounds of its tournament, ascending. */
  readonly rounds: readonly ResolvedRound[];
  readonly lags: number;
  /** Numbers of the models that it is compared with, itself among them: in joint rounds those of its own part. Default: all. */
  readonly among?: ReadonlySet<number>;
}

/**
 * A model among all others: percentiles in each resolved round and of its mean, and its running means. The means of the others are taken over the
 * rounds that they were scored in.
 */
export function modelStanding({ model, rounds, lags, among }: ModelStandingInput): ModelStanding {
  const taken = rounds.filter(({ scored }) => scored.includes(model));
  const isOther = (id: number): boolean => among?.has(id) ?? true;
  const ofOthers = ({ scored, scores }: ResolvedRound, key: BoardColumn): ArrayLike<number> =>
    among === undefined ? scores[key] : scores[key].filter((_, row) => isOther(scored[row] as number));
  const byKey = <T>(of: (key: BoardColumn) => T | null): Record<string, T | null> =>
    Object.fromEntries(BOARD_COLUMNS.map((key) => [key, of(key)]));
  const known = Object.fromEntries(
    BOARD_COLUMNS.map((key) => [key, taken.map((round) => valueIn(round, key, model))]),
  ) as Record<BoardColumn, number[]>;
  return {
    lags,
    overall: byKey((key) => {
      const means = meansOf(rounds, key);
      const others = [...means].flatMap(([id, value]) => (isOther(id) ? [value] : []));
      return percentileOf(others, means.get(model) ?? Number.NaN);
    }),
    rounds: taken.map((round, at) => ({
      round: round.number,
      scores: byKey((key) => orNull(known[key][at] as number)),
      percentiles: byKey((key) => percentileOf(ofOthers(round, key), known[key][at] as number)),
      running: byKey((key) => meanFigure(known[key].slice(0, at + 1), lags)),
    })),
  };
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The mean of every model over its own rounds. */
function meansOf(rounds: readonly ResolvedRound[], key: BoardColumn): ReadonlyMap<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { scored, scores } of rounds) {
    for (let row = 0; row < scored.length; row++) {
      const value = scores[key][row] as number;
      if (value !== value) continue;
      const model = scored[row] as number;
      let entry = sums.get(model);
      if (entry === undefined) sums.set(model, (entry = { sum: 0, count: 0 }));
      entry.sum += value;
      entry.count += 1;
    }
  }
  return new Map(Array.from(sums, ([model, { sum, count }]) => [model, sum / count]));
}
