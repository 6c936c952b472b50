import { type Matrix, leastSquaresBasis } from '@robata/kernels';
import { mapColumns } from '../mapColumns.ts';

/**
 * The matrix N that ALPHA and MPC take, made of exposures X (n × K) and sample weights v > 0: N spans the columns of X and N'diag(v)N = 1, so
 * that the weights (s − N(N'(v∘s)))∘v hold nothing of X: X'w = 0. (The published matrix of 200 columns is not explained; without this property the
 * formula would not neutralize.) Dependent exposures are left out: rank(X) columns.
 */
export function portfolioNeutralizers(exposures: Matrix, sampleWeights: Float64Array): Matrix {
  const roots = sampleWeights.map((v) => Math.sqrt(v));
  const basis = leastSquaresBasis(scaledRows(exposures, roots), { constant: false });
  return scaledRows(
    basis,
    roots.map((root) => 1 / root),
  );
}

/** diag(weights)·m. Throws RangeError on a length mismatch. */
export function scaledRows(m: Matrix, weights: Float64Array): Matrix {
  if (weights.length !== m.rows) throw new RangeError(`${weights.length} weights for ${m.rows} rows`);
  return mapColumns(m, (from, to) => {
    for (let i = 0; i < to.length; i += 1) to[i] = weights[i] * from[i];
  });
}
