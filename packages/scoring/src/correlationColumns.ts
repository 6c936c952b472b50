import { type Matrix, column, pearsonCorrelation, transposedMatrixVector, unitDeviations } from '@robata/kernels';
import { mapColumns } from './mapColumns.ts';
import { type PreparedScore, completeRows, pick } from './preparedScore.ts';
import { rowsOf } from './table.ts';
import { topBottomRows } from './topBottomRows.ts';

/** Writes what the score correlates with the target: an increasing function of the rank of `from` within its column. */
export type RankTransform = (from: Float64Array, to: Float64Array) => void;

export interface CorrelationOptions {
  /** Only the k smallest and k largest of each model's columns. */
  readonly topBottom?: number;
}

/**
 * Prepares Pearson(transform(predictions), target) for all models: centred columns of length 1. A constant or NaN column, or a
 * constant target, scores NaN. As the transform keeps the order, rows without a target are dropped by transforming once more.
 */
export function prepareCorrelation(predictions: Matrix, transform: RankTransform): PreparedScore<CorrelationOptions> {
  const columns = mapColumns(predictions, (from, to) => {
    transform(from, to);
    unitDeviations(to, to);
  });
  return {
    score(target, { topBottom } = {}) {
      const rows = completeRows(target);
      if (rows) return prepareCorrelation(rowsOf(columns, rows), transform).score(pick(target, rows), { topBottom });
      if (target.length === 0) return new Float64Array(columns.columns).fill(Number.NaN);
      if (topBottom === undefined) return transposedMatrixVector(columns, unitDeviations(target)).map(limitToOne);
      return Float64Array.from({ length: columns.columns }, (_, j) => {
        const values = column(columns, j);
        if (values.length > 0 && values[0] !== values[0]) return Number.NaN;
        const chosen = topBottomRows(values, topBottom);
        return pearsonCorrelation(pick(values, chosen), pick(target, chosen));
      });
    },
  };
}

function limitToOne(r: number): number {
  return r > 1 ? 1 : r < -1 ? -1 : r;
}
