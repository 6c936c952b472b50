import {
  column,
  columnRange,
  crossProduct,
  fromColumns,
  isConstant,
  type Matrix,
  matrix,
  transformColumns,
  unitDeviationColumns,
} from '@robata/kernels';

/** Factors that stocks differ in, by name. */
export interface NamedFactors {
  readonly names: readonly string[];
  /** Stocks × factors, each centred at length 1. */
  readonly units: Matrix;
}

/** Columns that are taken through ranks and product together. */
const TOGETHER = 256;

/** The factors of a risk model without those that are the same for every stock, as the market: nothing correlates with them. */
export function namedFactors(names: readonly string[], exposures: Matrix): NamedFactors {
  const varying = names.map((_, k) => k).filter((k) => !isConstant(column(exposures, k)));
  return {
    names: varying.map((k) => names[k] as string),
    units: unitDeviationColumns(
      fromColumns(
        varying.map((k) => column(exposures, k)),
        exposures.rows,
      ),
    ),
  };
}

/**
 * Pearson correlations of each signal with each factor, factors × signals, in [−1, 1]; NaN for a constant signal.
 * @param signals stocks × signals
 * @param steps what is done to a signal before: predictions are taken as the meta model takes them
 */
export function factorCorrelations(
  signals: Matrix,
  { names, units }: NamedFactors,
  steps: readonly 'gaussianizedRank'[] = [],
): Matrix {
  const result = matrix(names.length, signals.columns);
  for (let from = 0; from < signals.columns; from += TOGETHER) {
    const to = Math.min(from + TOGETHER, signals.columns);
    const block = transformColumns(columnRange(signals, from, to), [...steps, 'unitDeviations']);
    crossProduct(units, block, columnRange(result, from, to));
  }
  for (let i = 0; i < result.data.length; i++) {
    result.data[i] = Math.max(-1, Math.min(1, result.data[i] as number));
  }
  return result;
}
