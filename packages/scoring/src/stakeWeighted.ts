import { type Matrix, column } from '@robata/kernels';

/**
 * The stake-weighted mean of the models' columns, Σ stake·prediction / Σ stake, by row. A NaN prediction counts as 0 while its
 * stake stays in the divisor; a NaN stake counts as none. `models` chooses columns, in the order of summation, repeats counting
 * again (default: all once). No stake at all gives NaN. Source: numerai-tools 0.6 `stake_weight`; documentation of April 2022.
 */
export function stakeWeighted(
  predictions: Matrix,
  stakes: ArrayLike<number>,
  models: ArrayLike<number> = Array.from({ length: predictions.columns }, (_, j) => j),
): Float64Array {
  const result = new Float64Array(predictions.rows);
  let total = 0;
  for (let k = 0; k < models.length; k += 1) {
    const stake = stakes[models[k]];
    if (stake !== stake) continue;
    const values = column(predictions, models[k]);
    total += stake;
    for (let i = 0; i < result.length; i += 1) if (values[i] === values[i]) result[i] += stake * values[i];
  }
  return result.map((x) => x / total);
}
