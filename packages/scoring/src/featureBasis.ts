import { type Matrix, leastSquaresBasis } from '@robata/kernels';

const bases = { withConstant: new WeakMap<Matrix, Matrix>(), plain: new WeakMap<Matrix, Matrix>() };

/**
 * The least-squares basis of an era's features, computed once per features matrix however many definitions ask for it; the matrix must
 * not be written to afterwards. With the column of ones: what is current; without: what 2022 had.
 */
export function featureBasis(features: Matrix, { constant }: { readonly constant: boolean }): Matrix {
  const known = constant ? bases.withConstant : bases.plain;
  const basis = known.get(features) ?? leastSquaresBasis(features, { constant });
  known.set(features, basis);
  return basis;
}
