import { averageRank } from '@robata/kernels';

export const BINS = 5;
/** How a missing feature value is stored. */
export const MISSING_BIN = -1;

/**
 * Five equal bins of a column: floor(5·(average rank − ½)/m) of the m values present, 0…4; NaN becomes −1.
 * Ties share their average rank and with it one bin, so that a constant column is all 2.
 *
 * @param result where to write, one bin per value
 */
export function fiveBins(values: Float64Array, result = new Int8Array(values.length)): Int8Array {
  const ranks = averageRank(values);
  let known = 0;
  for (const rank of ranks) if (rank === rank) known += 1;
  for (let i = 0; i < ranks.length; i++) {
    result[i] = ranks[i] === ranks[i] ? Math.floor((BINS * (ranks[i] - 0.5)) / known) : MISSING_BIN;
  }
  return result;
}
