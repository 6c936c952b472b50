import type { Matrix } from '@robata/kernels';
import { ordinalRanks, prepareCorr2022 } from '../corr2022.ts';
import type { PreparedScore } from '../preparedScore.ts';
import { rankColumns } from '../ranks.ts';
import { neutralSignals2022 } from './neutralSignals2022.ts';
import { signalsPredictions } from './signalsPredictions.ts';

/**
 * The Signals score of 2022: Pearson correlation of the target with the rank of `neutralSignals2022`, ties in row order. The target is taken as it
 * is. NaN target rows are left out after neutralization. Source: numerai/example-scripts, SignalsScoringExample.ipynb.
 */
export function prepareSignalsCorr2022(values: Matrix, neutralizers: Matrix): PreparedScore {
  return prepareCorr2022(ordinalRanks(neutralSignals2022(values, neutralizers)));
}

/**
 * The same of `signalsPredictions`, filled after neutralizing; ties share their rank, as nearly all stocks of a small file are tied. What counts is
 * what enters the meta model. Constant predictions score NaN.
 */
export function prepareSignalsCorr(values: Matrix, neutralizers: Matrix): PreparedScore {
  return prepareFilledCorr(signalsPredictions(values, neutralizers, { fill: 'after-neutralizing' }));
}

/** The same of predictions that are neutral and complete already. */
export function prepareFilledCorr(predictions: Matrix): PreparedScore {
  return prepareCorr2022(rankColumns(predictions, 'average'));
}
