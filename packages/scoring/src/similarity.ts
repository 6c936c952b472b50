import {
  type Matrix,
  column,
  columnRange,
  crossProduct,
  transposedMatrixVector,
  unitDeviations,
} from '@robata/kernels';
import { power15OfNormalScores } from './corr20v2.ts';
import { mapColumns } from './mapColumns.ts';
import type { NormalScores } from './normalScores.ts';

/**
 * CWMM, correlation with the meta model: Pearson(pow1.5(normal scores), raw stake-weighted meta model), in [−1, 1].
 * A constant or NaN side gives NaN. Source: docs.numer.ai "Definitions".
 */
export function corrWithMetaModel({ normal }: NormalScores, metaModel: Float64Array): Float64Array {
  const columns = mapColumns(normal, (from, to) => {
    power15OfNormalScores(from, to);
    unitDeviations(to, to);
  });
  return transposedMatrixVector(columns, unitDeviations(metaModel));
}

/**
 * APCWNM, average pairwise correlation: mean Pearson correlation of each submission with every other one of the round.
 * The mean over all pairs is one product with the summed unit columns (O(n·models)), the own term taken out.
 * A constant or NaN submission gets NaN and is left out for the others; a single submission gets NaN.
 */
export function averagePairwiseCorr(submissions: Matrix): Float64Array {
  const units = mapColumns(submissions, unitDeviations);
  const sum = new Float64Array(units.rows);
  let count = 0;
  for (let j = 0; j < units.columns; j += 1) {
    const unit = column(units, j);
    if (!isUsable(unit)) continue;
    for (let i = 0; i < sum.length; i += 1) sum[i] += unit[i];
    count += 1;
  }
  return transposedMatrixVector(units, sum).map((total) => (count > 1 ? (total - 1) / (count - 1) : Number.NaN));
}

/** Pairs correlated at a time in `maxCorrWithOthers`: 64 × 64 stay in the processor's cache. */
const BLOCK = 64;

/**
 * MCWNM, maximum correlation: the largest Pearson correlation of each submission with another one of the round.
 * Needs all pairs (O(n·models²)). Constant or NaN submissions get NaN and are left out for the others; a single one gets NaN.
 */
export function maxCorrWithOthers(submissions: Matrix): Float64Array {
  const units = mapColumns(submissions, unitDeviations);
  const most = new Float64Array(units.columns).fill(Number.NaN);
  const block = (from: number) => columnRange(units, from, Math.min(from + BLOCK, units.columns));
  for (let left = 0; left < units.columns; left += BLOCK) {
    for (let right = left; right < units.columns; right += BLOCK) {
      const pairs = crossProduct(block(left), block(right));
      for (let q = 0; q < pairs.columns; q += 1) {
        const correlations = column(pairs, q);
        for (let p = 0; p < pairs.rows; p += 1) {
          const [a, b, r] = [left + p, right + q, correlations[p]];
          if (a >= b || r !== r) continue;
          if (!(r <= most[a])) most[a] = r;
          if (!(r <= most[b])) most[b] = r;
        }
      }
    }
  }
  return most.map((r) => (r > 1 ? 1 : r));
}

function isUsable(unit: Float64Array): boolean {
  return unit.length > 0 && unit[0] === unit[0];
}
