import { gaussianizedRank } from '@robata/kernels';

/**
 * A characteristic compared with its own sector: gaussianized rank minus the mean of the sector's gaussianized ranks.
 * NaN stays NaN and takes no part. (The result is then ranked and binned like any feature.)
 *
 * @param groups sector number of each stock, 0…count − 1
 */
export function sectorRelative(values: Float64Array, groups: Int32Array, count: number): Float64Array {
  const scores = gaussianizedRank(values);
  const sum = new Float64Array(count);
  const known = new Float64Array(count);
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] !== scores[i]) continue;
    sum[groups[i]] += scores[i];
    known[groups[i]] += 1;
  }
  for (let i = 0; i < scores.length; i++) scores[i] -= sum[groups[i]] / known[groups[i]];
  return scores;
}
