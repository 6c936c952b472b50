import { type Matrix, gaussianizedRank, leastSquaresBasis, leastSquaresResidual } from '@robata/kernels';
import { mapColumns } from '../mapColumns.ts';
import { cleanedSignals } from './cleanedSignals.ts';

/**
 * What the pipeline of 2022 makes of signals before it ranks them for the last time: (rank − ½)/submitted, ½ for what was left out, the rank of
 * that among all, its normal score x, and x − F·pinv(F)·x for the neutralizers F (no column of ones). Ties share their rank.
 * A file of few stocks becomes the neutralizers: what was left out all has one rank, and its residual is nothing but −F·pinv(F)·x, which the
 * last rank blows up (`signalsPredictions` shows the other way). Source: numerai/example-scripts, SignalsScoringExample.ipynb (September 2020).
 */
export function neutralSignals2022(values: Matrix, neutralizers: Matrix): Matrix {
  const x = mapColumns(cleanedSignals(values), gaussianizedRank);
  return leastSquaresResidual(leastSquaresBasis(neutralizers, { constant: false }), x);
}
