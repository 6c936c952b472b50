import { averageRank } from '@robata/kernels';

/**
 * Ranks a column and cuts it into bins of the given shares, valued evenly from 0 to 1 (five bins: 0, ¼, ½, ¾, 1).
 * A value belongs to the first bin whose cumulative share exceeds (average rank − ½)/m, m counting the values present;
 * ties share a bin. NaN stays NaN.
 */
export function targetBins(values: Float64Array, shares: readonly number[]): Float64Array {
  const ranks = averageRank(values);
  let known = 0;
  for (const rank of ranks) if (rank === rank) known += 1;
  let sum = 0;
  const edges = shares.slice(0, -1).map((share) => {
    sum += share;
    return sum * known;
  });
  return ranks.map((rank) => {
    if (rank !== rank) return Number.NaN;
    let bin = 0;
    // Half a rank is far above the rounding of the cumulative shares.
    while (bin < edges.length && rank - 0.5 > edges[bin] - 1e-6) bin += 1;
    return bin / (shares.length - 1);
  });
}
