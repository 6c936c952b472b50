import {
  type BinLeastSquares,
  type BinMatrix,
  binCrossProduct,
  binLeastSquares,
  column,
  type Matrix,
  matrix,
} from '@robata/kernels';
import { ordinalRanks } from './corr2022.ts';
import { columnsOfRanks, uniformNormalTable } from './rankTable.ts';

/** A model's predictions of one era and what neutralization leaves of them. */
export interface NeutralSteps {
  readonly proportions: readonly number[];
  /** A column for each proportion: the predictions themselves at 0, and otherwise normal − proportion·fit. */
  readonly columns: Matrix;
  /** Null without features. */
  readonly parts: NeutralParts | null;
}

export interface NeutralParts {
  readonly squares: BinLeastSquares;
  /** The gaussianized ranks x, and their least-squares fit on the features (no constant). */
  readonly normal: Float64Array;
  readonly fit: Float64Array;
  /** B'x. */
  readonly products: Float64Array;
}

/**
 * The predictions neutralized by each proportion, as the example scripts of April 2022 do: ranks with ties in row order, gaussianized, less the
 * share of their fit on the features. Without features every column is the predictions themselves. Features are whole numbers: the fit is that
 * of the columns' span, on whatever scale they are. NaN predictions give NaN.
 */
export function neutralSteps(
  predictions: Float64Array,
  features: BinMatrix | undefined,
  proportions: readonly number[],
): NeutralSteps {
  const rows = predictions.length;
  const columns = matrix(rows, proportions.length);
  const parts = features === undefined ? null : partsOf(predictions, features);
  proportions.forEach((proportion, j) => {
    const to = column(columns, j);
    if (parts === null || proportion === 0) to.set(predictions);
    else for (let i = 0; i < rows; i += 1) to[i] = parts.normal[i] - proportion * parts.fit[i];
  });
  return { proportions, columns, parts };
}

function partsOf(predictions: Float64Array, features: BinMatrix): NeutralParts {
  const ranks = ordinalRanks(matrix(predictions.length, 1, predictions));
  const normal = columnsOfRanks(ranks, uniformNormalTable).block(0, 1).data.slice();
  const squares = binLeastSquares(features);
  const products = binCrossProduct(features, matrix(normal.length, 1, normal)).data;
  return { squares, normal, products, fit: squares.fit(normal, products) };
}
