import type { Matrix } from '@robata/kernels';
import { type Columns, collected } from './columnBlocks.ts';
import { type Ranks, rankColumns } from './ranks.ts';
import { columnsOfRanks, normalTable } from './rankTable.ts';

/**
 * Gaussianized tie-kept ranks, one column per model: what corr20v2, mmc@2024, fnc, alpha, mpc and cwmm start from. Kept as ranks, of
 * which every prepared score holds a reference and no copy.
 */
export interface NormalScores {
  readonly ranks: Ranks;
}

/** The normal scores of raw predictions (n × models). NaN stays NaN and is not counted; a constant model gets zeros. */
export function normalScores(predictions: Columns): NormalScores {
  return { ranks: rankColumns(predictions, 'average') };
}

/** The normal scores themselves, n × models. */
export function normalColumns({ ranks }: NormalScores): Matrix {
  return collected(columnsOfRanks(ranks, normalTable));
}
