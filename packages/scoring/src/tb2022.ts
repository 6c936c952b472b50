import { type Matrix, column, pearsonCorrelation } from '@robata/kernels';
import { uniformRank } from './corr2022.ts';
import { type PreparedScore, completeRows, pick } from './preparedScore.ts';
import { rowsOf } from './table.ts';
import { topBottomRows } from './topBottomRows.ts';

/**
 * TB score of 2022 (TB200 with k = 200): Pearson of raw prediction and target over the k smallest and k largest predictions,
 * ties in row order. Constant predictions or target among these rows give NaN. Throws ScoringError where 2k > n.
 * Source: example-scripts of April 2022 `fast_score_by_date`.
 */
export function prepareTb2022(predictions: Matrix, k: number): PreparedScore {
  return prepareTopBottom(predictions, k, (values) => values);
}

/** TB score of neutral predictions in the diagnostics of 2022: as above, the 2k neutral predictions ranked before correlation. */
export function prepareTbFncEs22(neutral: Matrix, k: number): PreparedScore {
  return prepareTopBottom(neutral, k, (values) => {
    const ranked = new Float64Array(values.length);
    uniformRank(values, ranked);
    return ranked;
  });
}

function prepareTopBottom(
  predictions: Matrix,
  k: number,
  transform: (values: Float64Array) => Float64Array,
): PreparedScore {
  const chosen = Array.from({ length: predictions.columns }, (_, j) => {
    const values = column(predictions, j);
    if (values.some((x) => x !== x)) return undefined;
    const rows = topBottomRows(values, k);
    return { rows, values: transform(pick(values, rows)) };
  });
  return {
    score(target) {
      const rows = completeRows(target);
      if (rows) return prepareTopBottom(rowsOf(predictions, rows), k, transform).score(pick(target, rows));
      return Float64Array.from(chosen, (c) => (c ? pearsonCorrelation(c.values, pick(target, c.rows)) : Number.NaN));
    },
  };
}
