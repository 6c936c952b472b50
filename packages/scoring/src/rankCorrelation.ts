import { pearsonCorrelation, unitDeviations } from '@robata/kernels';
import { type PreparedScore, completeRows, pick } from './preparedScore.ts';
import { deviationLengths, rankProducts } from './rankProducts.ts';
import { type Ranks, ranksOfRows } from './ranks.ts';
import { type RankTable, valuesOfRanks } from './rankTable.ts';
import { topBottomRows } from './topBottomRows.ts';

export interface CorrelationOptions {
  /** Only the k smallest and k largest of each model's columns. */
  readonly topBottom?: number;
}

/**
 * Prepares Pearson(table[rank], target) for all models, each a dot product with the centred target of length 1. A constant or NaN
 * column, or a constant target, scores NaN. Rows without a target are dropped by ranking anew without them.
 */
export function prepareRankCorrelation(ranks: Ranks, table: RankTable): PreparedScore<CorrelationOptions> {
  const lengths = deviationLengths(ranks, table);
  return {
    score(target, { topBottom } = {}) {
      const rows = completeRows(target);
      if (rows) return prepareRankCorrelation(ranksOfRows(ranks, rows), table).score(pick(target, rows), { topBottom });
      if (topBottom !== undefined) return topBottomCorrelations(ranks, table, target, topBottom);
      return rankProducts(ranks, table, unitDeviations(target)).map((sum, j) =>
        lengths[j] > 0 ? limitToOne(sum / lengths[j]) : Number.NaN,
      );
    },
  };
}

function topBottomCorrelations(ranks: Ranks, table: RankTable, target: Float64Array, k: number): Float64Array {
  return new Float64Array(ranks.columns).map((_, j) => {
    if (ranks.counts[j] < ranks.rows || ranks.rows === 0) return Number.NaN;
    const values = valuesOfRanks(ranks, table, j);
    const chosen = topBottomRows(values, k);
    return pearsonCorrelation(pick(values, chosen), pick(target, chosen));
  });
}

function limitToOne(r: number): number {
  return r > 1 ? 1 : r < -1 ? -1 : r;
}
