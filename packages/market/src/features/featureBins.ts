import { column, type Matrix } from '@robata/kernels';
import type { FeatureCatalogue } from './catalogue.ts';
import { fiveBins } from './fiveBins.ts';
import { sectorRelative } from './sectorRelative.ts';

/**
 * The release's features of one era: bins 0…4, −1 where missing; column-major, n × features, columns in the catalogue's order.
 *
 * @param values raw values, columns in the order of `catalogue.recipes`
 * @param sector label of each stock; unlabelled ones are compared with each other
 */
export function featureBins(
  catalogue: FeatureCatalogue,
  values: Matrix,
  sector: readonly (string | null)[],
): Int8Array {
  const n = values.rows;
  const bins = new Int8Array(n * catalogue.features.length);
  const labels = [...new Set(sector)];
  const placeOf = new Map(labels.map((label, g) => [label, g]));
  const groups = Int32Array.from(sector, (label) => placeOf.get(label) as number);
  catalogue.features.forEach(({ recipe, isSectorRelative }, j) => {
    const raw = column(values, recipe);
    fiveBins(isSectorRelative ? sectorRelative(raw, groups, labels.length) : raw, bins.subarray(j * n, (j + 1) * n));
  });
  return bins;
}
