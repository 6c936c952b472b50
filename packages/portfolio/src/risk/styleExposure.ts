import {
  fromColumns,
  choleskySolve,
  matrixVector,
  transposedMatrixVector,
  weightedCrossProduct,
} from '@robata/kernels';
import { choleskySemidefinite } from './choleskySemidefinite.ts';
import { sortedFinite, sortedQuantile } from './quantile.ts';

/** No standardized style exposure is larger: beyond three sd the ranking of companies is still known, their distance is not. */
const LARGEST_EXPOSURE = 3;

/** A copy with values beyond the `share` and 1 − `share` quantiles moved to those quantiles. NaN stays NaN; ±∞ becomes NaN. */
export function winsorize(values: ArrayLike<number>, share = 0.01): Float64Array {
  const ascending = sortedFinite(values);
  const low = sortedQuantile(ascending, share);
  const high = sortedQuantile(ascending, 1 - share);
  return Float64Array.from(values, (value) =>
    Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : Number.NaN,
  );
}

/**
 * A raw characteristic as an exposure: size-weighted mean 0 (the market portfolio is neutral), equally weighted sd 1
 * (divisor n; all companies count, or the largest twenty would set the scale), clipped at ±3, missing values 0 *after* that.
 *
 * @param values one per stock; NaN is missing
 * @param size market value, same order; a stock whose size is NaN or not positive does not count in the mean
 * @returns a new array without NaN; all 0 when the known values are equal or fewer than two
 */
export function standardizeStyle(values: ArrayLike<number>, size: ArrayLike<number>): Float64Array {
  if (values.length !== size.length) throw new RangeError(`${values.length} values and ${size.length} sizes`);
  let known = 0;
  let sum = 0;
  let weight = 0;
  let weightedSum = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    known += 1;
    sum += values[i];
    if (!(size[i] > 0)) continue;
    weight += size[i];
    weightedSum += size[i] * values[i];
  }
  const mean = sum / known;
  const center = weight > 0 ? weightedSum / weight : mean;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) squares += (values[i] - mean) ** 2;
  }
  const sd = Math.sqrt(squares / known);
  const isConstant = !(sd > 1e-12 * Math.abs(mean));
  return Float64Array.from(values, (value) => {
    if (isConstant || !Number.isFinite(value)) return 0;
    return Math.min(LARGEST_EXPOSURE, Math.max(-LARGEST_EXPOSURE, (value - center) / sd));
  });
}

/**
 * What a characteristic says beyond other styles: the residual of its regression on them and a constant, weighted with √size
 * as the factor regression is ("residual volatility: beta and size taken out").
 * Missing values stay NaN and take no part; `others` are exposures without NaN. Styles that repeat each other do no harm.
 */
export function orthogonalizeStyle(
  values: ArrayLike<number>,
  others: readonly Float64Array[],
  size: ArrayLike<number>,
): Float64Array {
  const known = Float64Array.from(values, (value) => (Number.isFinite(value) ? value : 0));
  const weights = Float64Array.from(values, (value, i) =>
    Number.isFinite(value) && size[i] > 0 ? Math.sqrt(size[i]) : 0,
  );
  const x = fromColumns([new Float64Array(known.length).fill(1), ...others], known.length);
  const weighted = known.map((value, i) => weights[i] * value);
  const coefficients = choleskySolve(
    choleskySemidefinite(weightedCrossProduct(x, weights)).lower,
    transposedMatrixVector(x, weighted),
  );
  const fitted = matrixVector(x, coefficients);
  return Float64Array.from(values, (value, i) => (Number.isFinite(value) ? value - fitted[i] : Number.NaN));
}
