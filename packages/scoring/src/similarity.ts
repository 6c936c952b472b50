import {
  type Matrix,
  column,
  columnRange,
  crossProduct,
  dotProduct,
  matrix,
  unitDeviationColumns,
} from '@robata/kernels';
import { type Columns, blockBuffer, eachBlock } from './columnBlocks.ts';
import type { NormalScores } from './normalScores.ts';
import { prepareRankCorrelation } from './rankCorrelation.ts';
import { power15Table } from './rankTable.ts';

/**
 * CWMM, correlation with the meta model: Pearson(pow1.5(normal scores), raw stake-weighted meta model), in [−1, 1].
 * A constant or NaN side gives NaN. Source: docs.numer.ai "Definitions".
 */
export function corrWithMetaModel({ ranks }: NormalScores, metaModel: Float64Array): Float64Array {
  const isUndefined = metaModel.some((x) => x !== x);
  return prepareRankCorrelation(ranks, power15Table).score(isUndefined ? new Float64Array(ranks.rows) : metaModel);
}

/**
 * APCWNM, average pairwise correlation: mean Pearson correlation of each submission with every other one of the round.
 * The mean over all pairs is one product with the summed unit columns (O(n·models)), the own term taken out.
 * A constant or NaN submission gets NaN and is left out for the others; a single submission gets NaN.
 */
export function averagePairwiseCorr(submissions: Columns): Float64Array {
  const { rows, columns } = submissions;
  const sum = new Float64Array(rows);
  let count = 0;
  eachUnit(submissions, (unit) => {
    if (!isUsable(unit)) return;
    for (let i = 0; i < rows; i += 1) sum[i] += unit[i];
    count += 1;
  });
  const result = new Float64Array(columns);
  eachUnit(submissions, (unit, j) => {
    result[j] = count > 1 ? (dotProduct(unit, sum) - 1) / (count - 1) : Number.NaN;
  });
  return result;
}

/** Calls `use` with every column centred at length 1. */
function eachUnit(columns: Columns, use: (unit: Float64Array, j: number) => void): void {
  const buffer = blockBuffer(columns.rows);
  eachBlock(columns, (block, from) => {
    const units = unitDeviationColumns(block, buffer(block.columns));
    for (let j = 0; j < block.columns; j += 1) use(column(units, j), from + j);
  });
}

/** Submissions on each side of the pairs correlated at a time. */
const SIDE = 256;

/**
 * MCWNM, maximum correlation: the largest Pearson correlation of each submission with another one of the round, at most 1.
 * Needs all pairs (O(n·models²), one half of a symmetric product) and the submissions once more in memory.
 * Constant or NaN submissions get NaN and are left out for the others; a single one gets NaN.
 */
export function maxCorrWithOthers(submissions: Columns): Float64Array {
  const units = unitColumns(submissions);
  const most = new Float64Array(units.columns).fill(Number.NaN);
  if (units.rows === 0) return most;
  const side = (from: number) => columnRange(units, from, Math.min(from + SIDE, units.columns));
  for (let left = 0; left < units.columns; left += SIDE) {
    for (let right = left; right < units.columns; right += SIDE) {
      const pairs = crossProduct(side(left), side(right));
      for (let q = 0; q < pairs.columns; q += 1) {
        const correlations = column(pairs, q);
        const b = right + q;
        for (let p = 0; p < pairs.rows && left + p < b; p += 1) {
          const r = correlations[p];
          if (r !== r) continue;
          if (!(r <= most[left + p])) most[left + p] = r;
          if (!(r <= most[b])) most[b] = r;
        }
      }
    }
  }
  return most.map((r) => (r > 1 ? 1 : r));
}

function unitColumns(columns: Columns): Matrix {
  const units = matrix(columns.rows, columns.columns);
  eachBlock(columns, (block, from) => unitDeviationColumns(block, columnRange(units, from, from + block.columns)));
  return units;
}

function isUsable(unit: Float64Array): boolean {
  return unit.length > 0 && unit[0] === unit[0];
}
