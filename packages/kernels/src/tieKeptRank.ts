import { averageRank } from './averageRank.ts';

/**
 * (average rank − ½) / n, strictly between 0 and 1; n counts the values that are not NaN, NaN stays NaN.
 * Source: numerai-tools 0.6 `tie_kept_rank`.
 */
export function tieKeptRank(values: ArrayLike<number>): Float64Array {
  const ranks = averageRank(values);
  let n = 0;
  for (let i = 0; i < ranks.length; i += 1) if (ranks[i] === ranks[i]) n += 1;
  for (let i = 0; i < ranks.length; i += 1) ranks[i] = (ranks[i] - 0.5) / n;
  return ranks;
}
