/** Rounds that a reputation looks back on. */
export const REPUTATION_ROUNDS = 20;

/**
 * The weight of a round in a reputation: `delta` rounds ago (0 the newest), on scoring day `day` (0 … 20) of the newest round.
 * The weights of the 20 rounds sum to 16 on every day. Source: documentation of April 2022, reputation.md.
 */
export function roundWeight2022(delta: number, day: number): number {
  if (delta < 4) return (5 * delta + day) / 20;
  if (delta >= 16) return (5 * (20 - delta) - day) / 20;
  return 1;
}

/**
 * Reputation: the weighted mean of the scores of the last 20 rounds, newest first, on scoring day `day` of the newest.
 * What a missing round counts is the caller's rule: put that score in. Throws RangeError on more than 20 scores; none give NaN.
 */
export function reputation2022(scoresNewestFirst: readonly number[], day: number): number {
  if (scoresNewestFirst.length > REPUTATION_ROUNDS) {
    throw new RangeError(`a reputation has ${REPUTATION_ROUNDS} rounds and not ${scoresNewestFirst.length}`);
  }
  let sum = 0;
  let weights = 0;
  scoresNewestFirst.forEach((score, delta) => {
    const weight = roundWeight2022(delta, day);
    sum += weight * score;
    weights += weight;
  });
  return sum / weights;
}

/** What a late or missed round counts after the first one in the window. */
const MISSED_AGAIN_2022 = -0.1;

/**
 * Scores with the rule of 2022 for late or missed rounds (undefined), newest first: the first in time within the window counts as the
 * example predictions of that round, every later one −0.1. (TC counts 0 instead; MMC had no published rule.)
 * Source: documentation of April 2022, reputation.md.
 */
export function fillMissedRounds2022(
  scoresNewestFirst: readonly (number | undefined)[],
  exampleScoresNewestFirst: readonly number[],
): number[] {
  const first = scoresNewestFirst.findLastIndex((score) => score === undefined);
  return scoresNewestFirst.map(
    (score, delta) => score ?? (delta === first ? exampleScoresNewestFirst[delta] : MISSED_AGAIN_2022),
  );
}
