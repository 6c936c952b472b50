import { type Matrix, column, matrix, tieKeptRank } from '@robata/kernels';

/**
 * Signals as today's public definitions take them: the tie-kept rank of what was submitted, (rank − ½)/submitted, and ½ for what was not (NaN).
 * A column without any value is ½ throughout. Source: docs.numer.ai, Signals definitions ("submissions are cleaned"); numerai-tools 0.6
 * `clean_submission`.
 */
export function cleanedSignals(values: Matrix): Matrix {
  const result = matrix(values.rows, values.columns);
  for (let j = 0; j < values.columns; j += 1) {
    const to = tieKeptRank(column(values, j), column(result, j));
    for (let i = 0; i < to.length; i += 1) if (to[i] !== to[i]) to[i] = 0.5;
  }
  return result;
}
