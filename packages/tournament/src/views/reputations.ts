import { fillMissedRounds2022, REPUTATION_ROUNDS, reputation2022 } from '@robata/scoring';
import type { BoardColumn } from './leaderboard.ts';
import type { Reputations } from './modelTypes.ts';
import { type ResolvedRound, valueIn } from './resolvedRound.ts';

export interface ReputationInput {
  /** Of one tournament, ascending: the resolved ones and those that are being scored, as they stand. */
  readonly rounds: readonly ResolvedRound[];
  /** Scoring day of the newest of them: 0, 1, … */
  readonly day: number;
  /** The model whose score a first missed round counts; null where there is none: it counts 0 then. */
  readonly benchmark: number | null;
}

/** Then the next weekly round is the newest. Where none follows the weights stay as they are. */
const NEXT_ROUND_DAY = 5;

type Round = Pick<ResolvedRound, 'number' | 'scored' | 'scores' | 'late'>;

/**
 * Reputations of all models that were scored in any of the last 20 rounds: the weighted mean of their scores (`reputation@2022`: weights rise over the
 * newest four rounds with the scoring day and fall over the oldest four, 16 in all). A round that was missed or submitted late counts in CORR what
 * the benchmark scored, once, and −0.1 each further time; in TC it counts 0. Rounds before a model's first one are not missed: its weights are those
 * that are left (ours: nothing is published). Source: Numerai documentation of April 2022, reputation.md.
 */
export function reputations({ rounds, day: scoredDay, benchmark }: ReputationInput): Reputations {
  const day = Math.min(scoredDay, NEXT_ROUND_DAY);
  const window = rounds.slice(-REPUTATION_ROUNDS).toReversed();
  const newest = window[0];
  const first = firstRounds(rounds);
  const late = window.map((round) => new Set(round.late));
  const models = [...new Set(window.flatMap(({ scored }) => [...scored]))].sort((a, b) => a - b);
  const example = window.map((round) => (benchmark === null ? 0 : orZero(valueIn(round, 'corr', benchmark))));

  const scoresOf = (model: number, key: BoardColumn): (number | undefined)[] =>
    window
      .filter(({ number }) => number >= (first.get(model) as number))
      .map((round, delta) => {
        const value = (late[delta] as Set<number>).has(model) ? Number.NaN : valueIn(round, key, model);
        return Number.isNaN(value) ? undefined : value;
      });
  const reputationOf = (
    scores: readonly (number | undefined)[],
    fill: (scores: readonly (number | undefined)[]) => number[],
  ) => {
    if (scores.every((score) => score === undefined)) return null;
    const value = reputation2022(fill(scores), day);
    return Number.isFinite(value) ? value : null;
  };
  return {
    definitionId: 'reputation@2022',
    newest: newest === undefined ? null : { round: newest.number, day },
    reputations: Object.fromEntries(
      models.map((model) => [
        model,
        [
          reputationOf(scoresOf(model, 'corr'), (scores) => fillMissedRounds2022(scores, example)),
          reputationOf(scoresOf(model, 'tc'), (scores) => scores.map((score) => score ?? 0)),
        ],
      ]),
    ),
  };
}

const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

/** The first round that each model was scored in. */
function firstRounds(rounds: readonly Round[]): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const { number, scored } of rounds) for (const model of scored) if (!first.has(model)) first.set(model, number);
  return first;
}
