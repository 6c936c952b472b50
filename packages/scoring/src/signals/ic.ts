import { type Matrix, averageRank } from '@robata/kernels';
import { normalScores } from '../normalScores.ts';
import { type PreparedScore, completeRows, pick } from '../preparedScore.ts';
import { prepareRankCorrelation } from '../rankCorrelation.ts';
import { ranksOfRows } from '../ranks.ts';
import { uniformTable } from '../rankTable.ts';
import { cleanedSignals } from './cleanedSignals.ts';

/**
 * ICV2 and RIC: Spearman correlation (equal values share their rank) of cleaned signals (`cleanedSignals`) with a target: binned returns for IC, the
 * factor-neutral target for RIC. NaN target rows are left out and ranks taken without them. A constant side scores NaN.
 * Source: docs.numer.ai, Signals definitions; numerai-tools 0.6 `spearman_correlation`.
 */
export function prepareIc(values: Matrix): PreparedScore {
  const { ranks } = normalScores(cleanedSignals(values));
  const prepared = prepareRankCorrelation(ranks, uniformTable);
  return {
    score(target) {
      const rows = completeRows(target);
      if (!rows) return prepared.score(averageRank(target));
      return prepareRankCorrelation(ranksOfRows(ranks, rows), uniformTable).score(averageRank(pick(target, rows)));
    },
  };
}
