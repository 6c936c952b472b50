import { type BinMatrix, binCombination, binCrossProduct, binGram } from './binMatrix.ts';
import { cholesky, choleskySolve } from './cholesky.ts';
import { type Matrix, matrix } from './matrix.ts';

/** Least squares on columns of bins, prepared once for many right-hand sides. */
export interface BinLeastSquares {
  /** B'B, exact. */
  readonly gram: Matrix;
  /** The least-squares fit Bz to x. `products`: B'x where the caller has it already. NaN propagates. Throws RangeError on a length mismatch. */
  fit(x: Float64Array, products?: Float64Array): Float64Array;
}

/** A column whose part outside the span of those before it is shorter than 1e-5 of it adds nothing that is not rounding. */
const DROP_BELOW = 1e-10;

/**
 * Least squares on the columns of B by the normal equations, whose matrix is exact for whole numbers, corrected once: z from LL'z = B'x, then
 * Bz + Bδ with LL'δ = B'(x − Bz). As accurate as an orthogonal basis (Björck 1987, "corrected seminormal equations"), at a fifth of the work.
 * Duplicate, constant and dependent columns, or more columns than rows, are allowed: a column that those before it give is left out.
 */
export function binLeastSquares(bins: BinMatrix): BinLeastSquares {
  const gram = binGram(bins);
  const factor = matrix(gram.rows, gram.columns, gram.data.slice());
  cholesky(factor, DROP_BELOW);
  const fitted = (products: Float64Array): Float64Array => binCombination(bins, choleskySolve(factor, products));
  return {
    gram,
    fit(x, products = productsOf(x)) {
      const fit = fitted(products.slice());
      const correction = fitted(productsOf(x.map((value, i) => value - fit[i])));
      return fit.map((value, i) => value + correction[i]);
    },
  };

  function productsOf(x: Float64Array): Float64Array {
    return binCrossProduct(bins, matrix(x.length, 1, x)).data;
  }
}
