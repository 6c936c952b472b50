import { type Matrix, gaussianizedRank } from '@robata/kernels';
import { mapColumns } from './mapColumns.ts';

/** Gaussianized tie-kept ranks, one column per model: what corr20v2, mmc@2024, fnc and the meta model all start from. */
export interface NormalScores {
  readonly normal: Matrix;
}

/** The normal scores of raw predictions (n × models). NaN stays NaN and is not counted; a constant model gets zeros. */
export function normalScores(predictions: Matrix): NormalScores {
  return { normal: mapColumns(predictions, gaussianizedRank) };
}
