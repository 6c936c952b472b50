import {
  type BinMatrix,
  binCrossProduct,
  column,
  fromColumns,
  type Matrix,
  matrix,
  mean,
  unitDeviations,
} from '@robata/kernels';
import type { NeutralSteps } from './neutralSteps.ts';

export interface EraExposures {
  /** Of the predictions, one for each feature. */
  readonly own: Float64Array;
  /** Of the example predictions; null without them. */
  readonly example: Float64Array | null;
  /** Features × steps; the first column is `own`. */
  readonly steps: Matrix;
}

/**
 * Pearson correlations of each feature with the predictions, with the example predictions, and with each step of neutralization. A constant or
 * NaN side gives NaN. Means and spreads of features are exact (sums of whole numbers); a step's covariances follow from those of its two parts,
 * cov(f, x − q·fit) = cov(f, x) − q·cov(f, fit).
 */
export function eraExposures(
  features: BinMatrix,
  { proportions, columns, parts }: NeutralSteps,
  { examplePredictions }: { readonly examplePredictions?: Float64Array },
): EraExposures {
  if (parts === null) throw new RangeError('exposures need the parts of the neutral predictions');
  const { rows } = features;
  const unit = unitDeviations(column(columns, 0));
  const example = examplePredictions && unitDeviations(examplePredictions);
  const vectors = [unit, parts.fit, new Float64Array(rows).fill(1), ...(example ? [example] : [])];
  const products = binCrossProduct(features, fromColumns(vectors, rows));
  const sums = column(products, 2);
  const lengths = sums.map((sum, j) =>
    Math.sqrt((rows * parts.squares.gram.data[j * sums.length + j] - sum * sum) / rows),
  );
  const correlations = (along: Float64Array, length: number) =>
    along.map((product, j) =>
      lengths[j] > 0 && length > 0 ? limitToOne(product / (lengths[j] * length)) : Number.NaN,
    );
  const centred = (product: Float64Array, vector: Float64Array) => {
    const centre = mean(vector);
    return product.map((value, j) => value - centre * sums[j]);
  };
  const [ofNormal, ofFit] = [centred(parts.products, parts.normal), centred(column(products, 1), parts.fit)];
  const own = correlations(column(products, 0), lengthOf(unit));
  const steps = matrix(features.columns, proportions.length);
  proportions.forEach((proportion, j) => {
    const along = ofNormal.map((value, k) => value - proportion * ofFit[k]);
    column(steps, j).set(proportion === 0 ? own : correlations(along, deviation(column(columns, j))));
  });
  return { own, example: example ? correlations(column(products, 3), lengthOf(example)) : null, steps };
}

/** Of a unit vector, 1 without its rounding; NaN stays NaN. */
const lengthOf = (unit: Float64Array): number => (unit[0] === unit[0] ? 1 : Number.NaN);

/** The length of the deviations from the mean. */
function deviation(values: Float64Array): number {
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) squares += (values[i] - centre) ** 2;
  return Math.sqrt(squares);
}

const limitToOne = (r: number): number => (r > 1 ? 1 : r < -1 ? -1 : r);
