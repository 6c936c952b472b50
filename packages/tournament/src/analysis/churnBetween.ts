import { column, dotProduct, type Matrix, matrix, transformColumns } from '@robata/kernels';
import type { ClosedPredictions } from './closedPredictions.ts';

/** Stocks that stand in both rounds: their rows in the one and in the other. */
interface CommonRows {
  readonly now: Int32Array;
  readonly before: Int32Array;
}

export interface Churn {
  /** Of each model of the later round, in its order; NaN where it did not submit before, or a side is constant. */
  readonly models: Float64Array;
  readonly metaModel: number;
}

/** Columns that are ranked together. */
const TOGETHER = 64;

/**
 * 1 − Spearman correlation of each model's predictions with its own of the round before, over the stocks that both rounds have; 0 for the same
 * order, 2 for the reverse. NaN throughout where fewer than two stocks are common. Source: numerai-tools 0.6 `churn`.
 */
export function churnBetween(now: ClosedPredictions, before: ClosedPredictions): Churn {
  const rows = commonRows(now.securities, before.securities);
  const columnBefore = new Map(before.models.map((model, j) => [model, j]));
  const pairs = now.models.flatMap((model, j) => {
    const other = columnBefore.get(model);
    return other === undefined ? [] : [{ j, other }];
  });
  const models = new Float64Array(now.models.length).fill(Number.NaN);
  for (let from = 0; from < pairs.length; from += TOGETHER) {
    const some = pairs.slice(from, from + TOGETHER);
    const a = some.map(({ j }) => column(now.predictions, j));
    const b = some.map(({ other }) => column(before.predictions, other));
    churnOf(a, b, rows).forEach((churn, k) => (models[some[k]?.j as number] = churn));
  }
  const [metaModel = Number.NaN] = churnOf([now.metaModel], [before.metaModel], rows);
  return { models, metaModel };
}

/** The same of the two rounds' meta models alone. */
export function churnOfSignals(
  now: Pick<ClosedPredictions, 'securities' | 'metaModel'>,
  before: Pick<ClosedPredictions, 'securities' | 'metaModel'>,
): number {
  const rows = commonRows(now.securities, before.securities);
  return churnOf([now.metaModel], [before.metaModel], rows)[0] ?? Number.NaN;
}

function commonRows(now: Int32Array, before: Int32Array): CommonRows {
  const rowBefore = new Map(Array.from(before, (security, row) => [security, row]));
  const common = Array.from(now, (security, row) => [row, rowBefore.get(security) ?? -1] as const).filter(
    ([, other]) => other >= 0,
  );
  return {
    now: Int32Array.from(common, ([row]) => row),
    before: Int32Array.from(common, ([, other]) => other),
  };
}

function churnOf(a: readonly Float64Array[], b: readonly Float64Array[], rows: CommonRows): number[] {
  if (rows.now.length < 2) return a.map(() => Number.NaN);
  const [x, y] = [rankUnits(a, rows.now), rankUnits(b, rows.before)];
  return a.map((_, k) => {
    const churn = 1 - dotProduct(column(x, k), column(y, k));
    return Math.max(0, Math.min(2, churn));
  });
}

/** Of some rows of the columns. A plain loop: 50 million values are taken at a close of 5,000 models of 5,000 stocks. */
function rankUnits(columns: readonly Float64Array[], rows: Int32Array): Matrix {
  const some = matrix(rows.length, columns.length);
  columns.forEach((values, j) => {
    const to = column(some, j);
    for (let i = 0; i < rows.length; i++) to[i] = values[rows[i] as number] as number;
  });
  return transformColumns(some, ['averageRank', 'unitDeviations'], some);
}
