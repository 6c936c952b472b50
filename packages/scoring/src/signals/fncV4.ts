import { type Matrix, leastSquaresBasis, leastSquaresResidual } from '@robata/kernels';
import { ordinalRanks, prepareCorr2022 } from '../corr2022.ts';
import { neutralBlocks, prepareFnc } from '../fnc.ts';
import { normalScores } from '../normalScores.ts';
import type { PreparedScore } from '../preparedScore.ts';
import { columnsOfRanks, normalTable } from '../rankTable.ts';
import { cleanedSignals } from './cleanedSignals.ts';

/** Neutralizers and features side by side: what FNCv4 is neutral to ("standard factors and v4 medium safe features"). */
export function joinedColumns(a: Matrix, b: Matrix): Matrix {
  if (a.rows !== b.rows) throw new RangeError(`${a.rows} rows do not stand beside ${b.rows}`);
  const data = new Float64Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { rows: a.rows, columns: a.columns + b.columns, data };
}

/**
 * FNCv4 as the definitions page says: cleaned signals, gaussianized, less their fit on [neutralizers, features, 1], ranked with ties in row
 * order, Pearson with the target. `basis` is `fncV4Basis`.
 * Source: docs.numer.ai, Signals definitions (FNCV4).
 */
export function prepareFncV4Docs(values: Matrix, basis: Matrix): PreparedScore {
  const { ranks } = normalScores(cleanedSignals(values));
  return prepareCorr2022(ordinalRanks(neutralBlocks(columnsOfRanks(ranks, normalTable), basis)));
}

/**
 * FNCv4 as the code has it: `fnc@tools-0.6` of cleaned signals, so corr20v2 in the place of the tie-broken rank; the announcement of April 2023
 * says that all Signals scores use it. Source: numerai-tools 0.6 `feature_neutral_corr`.
 */
export function prepareFncV4Tools(values: Matrix, basis: Matrix): PreparedScore {
  return prepareFnc(normalScores(cleanedSignals(values)), basis);
}

/**
 * The basis of [neutralizers, features, 1] that both take. In two steps: market, sectors and the constant depend on each other, which the slow
 * way of `leastSquaresBasis` sorts out among a few columns and not among all features.
 */
export function fncV4Basis(neutralizers: Matrix, features: Matrix): Matrix {
  const first = leastSquaresBasis(neutralizers);
  const left = leastSquaresResidual(first, leastSquaresResidual(first, features));
  return joinedColumns(first, leastSquaresBasis(left, { constant: false }));
}
