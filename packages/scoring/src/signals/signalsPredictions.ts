import { type Matrix, gaussianizedRankColumns, leastSquaresBasis, transformColumns } from '@robata/kernels';
import { uniformColumns } from '../corr2022.ts';
import { coveredResiduals } from './coveredFit.ts';
import { neutralSignals2022 } from './neutralSignals2022.ts';

export type SignalsFill = 'before-neutralizing' | 'after-neutralizing';

/**
 * What goes into the meta model, the kit and the optimizer of signals (n × models in (0, 1), NaN where a stock was left out): complete, in (0, 1).
 * `before-neutralizing`: the pipeline of 2022, (rank − ½)/n of `neutralSignals2022`, ties in row order.
 * `after-neutralizing` (ours): normal scores among the stocks submitted, less their least-squares fit there on [neutralizers, 1]
 * (`coveredFit`), 0 for all others, then (average rank − ½)/n: what was left out stands in the middle and holds no position. Odd: the
 * predictions of 1 − p are 1 − those of p. A constant or empty signal, or one made of neutralizers alone, is ½ throughout.
 * Neutralizers n × K, finite. Throws RangeError where rows differ.
 */
export function signalsPredictions(
  values: Matrix,
  neutralizers: Matrix,
  { fill }: { readonly fill: SignalsFill },
): Matrix {
  if (fill === 'before-neutralizing') return uniformColumns(neutralSignals2022(values, neutralizers));
  return filledPredictions(coveredSignals(values, neutralizers));
}

/** The same of what `coveredSignals` left. */
export const filledPredictions = (neutral: Matrix): Matrix => transformColumns(neutral, ['tieKeptRank']);

/** Normal scores among the stocks submitted less their fit on [neutralizers, 1] there, and 0 for what was left out. */
export function coveredSignals(values: Matrix, neutralizers: Matrix): Matrix {
  if (values.rows !== neutralizers.rows)
    throw new RangeError(`the neutralizers have ${neutralizers.rows} rows and the signals have ${values.rows}`);
  return coveredResiduals(leastSquaresBasis(neutralizers), values, gaussianizedRankColumns(values));
}
