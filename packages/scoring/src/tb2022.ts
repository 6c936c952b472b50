import { column, matrix, pearsonCorrelation } from '@robata/kernels';
import { type Columns, eachBlock, rowsOfColumns } from './columnBlocks.ts';
import { uniformColumns } from './corr2022.ts';
import { type PreparedScore, completeRows, pick } from './preparedScore.ts';
import { topBottomRows } from './topBottomRows.ts';

/**
 * TB score of 2022 (TB200 with k = 200): Pearson of raw prediction and target over the k smallest and k largest predictions,
 * ties in row order. Constant predictions or target among these rows give NaN. Throws ScoringError where 2k > n.
 * Source: example-scripts of April 2022 `fast_score_by_date`.
 */
export function prepareTb2022(predictions: Columns, k: number): PreparedScore {
  return prepareTopBottom(predictions, k, (values) => values);
}

/** TB score of neutral predictions in the diagnostics of 2022: as above, the 2k neutral predictions ranked before correlation. */
export function prepareTbFncEs22(neutral: Columns, k: number): PreparedScore {
  return prepareTopBottom(neutral, k, (values) => uniformColumns(matrix(values.length, 1, values)).data);
}

function prepareTopBottom(
  predictions: Columns,
  k: number,
  transform: (values: Float64Array) => Float64Array,
): PreparedScore {
  const chosen: ({ rows: Uint32Array; values: Float64Array } | undefined)[] = [];
  eachBlock(predictions, (block) => {
    for (let j = 0; j < block.columns; j += 1) {
      const values = column(block, j);
      const rows = values.some((x) => x !== x) ? undefined : topBottomRows(values, k);
      chosen.push(rows && { rows, values: transform(pick(values, rows)) });
    }
  });
  return {
    score(target) {
      const rows = completeRows(target);
      if (rows) return prepareTopBottom(rowsOfColumns(predictions, rows), k, transform).score(pick(target, rows));
      return Float64Array.from(chosen, (c) => (c ? pearsonCorrelation(c.values, pick(target, c.rows)) : Number.NaN));
    },
  };
}
