import { type Matrix, matrixVector, transposedMatrixVector } from '@robata/kernels';
import { centred } from './centred.ts';
import { collected } from './columnBlocks.ts';
import { mapColumns } from './mapColumns.ts';
import { rankColumns } from './ranks.ts';
import { columnsOfRanks, power15Table } from './rankTable.ts';

/**
 * Portfolio weights of signals: (s − N(N'(w∘s)))∘w for s = pow1.5(normal scores) (`power15NormalColumns`), N neutralizers, w sample weights.
 * With `centerAndNormalize` minus the mean, divided by the sum of absolute values. NaN in a signal makes its weights NaN.
 * Source: numerai-tools 0.6 `generate_neutralized_weights`.
 */
export function neutralizedWeights(
  signals: Matrix,
  neutralizers: Matrix,
  sampleWeights: Float64Array,
  { centerAndNormalize = false } = {},
): Matrix {
  return mapColumns(signals, (from, to) => {
    to.set(weightsOf(from, neutralizers, sampleWeights));
    if (!centerAndNormalize) return;
    to.set(centred(to));
    let gross = 0;
    for (let i = 0; i < to.length; i += 1) gross += Math.abs(to[i]);
    for (let i = 0; i < to.length; i += 1) to[i] /= gross;
  });
}

/** L s = (s − N(N'(w∘s)))∘w, the linear map from a transformed signal to its weights. */
export function weightsOf(s: Float64Array, neutralizers: Matrix, w: Float64Array): Float64Array {
  const fit = matrixVector(
    neutralizers,
    transposedMatrixVector(
      neutralizers,
      s.map((x, i) => x * w[i]),
    ),
  );
  return s.map((x, i) => (x - fit[i]) * w[i]);
}

/** L'y = w∘y − w∘N(N'(w∘y)), its transpose: y'(L s) = (L'y)'s, which turns a score of weights into one dot product with s. */
export function transposedWeightsOf(y: Float64Array, neutralizers: Matrix, w: Float64Array): Float64Array {
  const weighted = y.map((x, i) => x * w[i]);
  const fit = matrixVector(neutralizers, transposedMatrixVector(neutralizers, weighted));
  return weighted.map((x, i) => x - w[i] * fit[i]);
}

/** pow1.5 of the normal scores of every model. */
export function power15NormalColumns(predictions: Matrix): Matrix {
  return collected(columnsOfRanks(rankColumns(predictions, 'average'), power15Table));
}
