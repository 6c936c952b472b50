import { normalQuantiles } from './normalQuantiles.ts';

/** A scale of ranks: 1 … n, (rank − ½)/n, or its normal quantile. */
export type RankScale = 'averageRank' | 'tieKeptRank' | 'gaussianizedRank';

/** Tables of normal quantiles, the latest first: the columns of a round are equally long, so that few serve all. */
const known: { readonly n: number; readonly quantiles: Float64Array }[] = [];
const TABLE_LIMIT = 8;

/** The values of rank 1, 1½, 2, … n on a scale: rank r stands at index 2r − 2. Not to be changed by the caller. */
export function rankTable(scale: RankScale, n: number): Float64Array {
  const length = Math.max(0, 2 * n - 1);
  if (scale === 'averageRank') return averageRanks(length);
  if (scale === 'tieKeptRank') return tieKeptRanks(length, n);
  const at = known.findIndex((table) => table.n === n);
  const table = at < 0 ? { n, quantiles: quantilesOfRanks(length, n) } : known.splice(at, 1)[0];
  known.unshift(table);
  known.length = Math.min(known.length, TABLE_LIMIT);
  return table.quantiles;
}

// Plain loops: a column is ranked in less time than `Float64Array.from` takes for its table.

function averageRanks(length: number): Float64Array {
  const ranks = new Float64Array(length);
  for (let k = 0; k < length; k += 1) ranks[k] = (k + 2) / 2;
  return ranks;
}

/** (rank − ½)/n of the first so many ranks. */
function tieKeptRanks(length: number, n: number): Float64Array {
  const ranks = averageRanks(length);
  for (let k = 0; k < length; k += 1) ranks[k] = (ranks[k] - 0.5) / n;
  return ranks;
}

/** normalQuantile((rank − ½)/n); the upper half is the lower one with its signs turned, so that both have the same bits. */
function quantilesOfRanks(length: number, n: number): Float64Array {
  const quantiles = new Float64Array(length);
  const lower = quantiles.subarray(0, Math.max(0, n - 1));
  normalQuantiles(tieKeptRanks(lower.length, n), lower);
  for (let k = 0; k < lower.length; k += 1) quantiles[length - 1 - k] = -lower[k];
  return quantiles;
}
