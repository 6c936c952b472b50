import {
  type Matrix,
  choleskySolve,
  column,
  fromColumns,
  gram,
  leastSquaresResidual,
  matrix,
  matrixVector,
  singularBasis,
  transposedMatrixVector,
} from '@robata/kernels';
import { BLOCK } from '../columnBlocks.ts';
import { rowsOf } from '../table.ts';

/** The least-squares fit of values that only some stocks have on the columns of an orthonormal basis of all stocks. */
export interface CoveredFit {
  /** Orthonormal over all stocks, or over the rows and 0 elsewhere. */
  readonly basis: Matrix;
  /** The rows that have a value, ascending. */
  readonly rows: Uint32Array;
  /** The columns of the basis that the fit takes, and the Cholesky factor of their products over those rows, columns long. */
  readonly columns: Uint32Array;
  readonly factor: Matrix;
}

/** A direction of which less than this share of its squared length lies in the rows and is not explained by others is left out. */
const NEGLIGIBLE = 1e-9;

/**
 * Prepares the fit over the given rows. A fit takes at most half as many directions as there are rows, so that of a file of few stocks something is
 * left that is theirs (`principalFit`). Dependent columns (a sector where all rows are of one sector) are left out. Costs the smaller of
 * rows and missing rows × columns²; the basis is that of `leastSquaresBasis`, and only what it spans decides.
 */
export function coveredFit(basis: Matrix, rows: Uint32Array): CoveredFit {
  const most = Math.floor(rows.length / 2);
  if (most < basis.columns) return principalFit(basis, rows, most);
  const { pivots, factor } = pivotedCholesky(productsOver(basis, rows));
  return { basis, rows, columns: pivots, factor };
}

/**
 * The fit on the directions that have most of their squared length in the rows, at most so many: the first left singular vectors of the basis over
 * the rows. Other units, another order or another basis of the same columns give the same.
 */
function principalFit(basis: Matrix, rows: Uint32Array, most: number): CoveredFit {
  const over = rowsOf(basis, rows);
  const directions = singularBasis(over, Math.sqrt(NEGLIGIBLE));
  const lengths = Array.from({ length: directions.columns }, (_, k) =>
    squares(transposedMatrixVector(over, column(directions, k))),
  );
  const first = [...lengths.keys()].sort((a, b) => lengths[b] - lengths[a] || a - b).slice(0, most);
  const chosen = matrix(basis.rows, first.length);
  const factor = matrix(first.length, first.length);
  first.forEach((from, to) => {
    const [x, direction] = [column(chosen, to), column(directions, from)];
    rows.forEach((row, i) => (x[row] = direction[i]));
    factor.data[to * (first.length + 1)] = 1;
  });
  return { basis: chosen, rows, columns: Uint32Array.from(first.keys()), factor };
}

/** B'B over some rows of an orthonormal B: of those rows, or 1 less that of the others, whichever are fewer. */
export function productsOver(basis: Matrix, rows: Uint32Array): Matrix {
  if (2 * rows.length <= basis.rows) return gram(rowsOf(basis, rows));
  const result = gram(rowsOf(basis, otherRows(basis.rows, rows)));
  for (let k = 0; k < result.data.length; k += 1) result.data[k] = -result.data[k];
  for (let k = 0; k < result.columns; k += 1) result.data[k * (result.columns + 1)] += 1;
  return result;
}

function otherRows(count: number, rows: Uint32Array): Uint32Array {
  const result = new Uint32Array(count - rows.length);
  let at = 0;
  let next = 0;
  for (let i = 0; i < count; i += 1) {
    if (rows[next] === i) next += 1;
    else result[at++] = i;
  }
  return result;
}

/** The pivots, largest first, and L with LL' = their products. */
function pivotedCholesky(products: Matrix): { pivots: Uint32Array; factor: Matrix } {
  const n = products.columns;
  const left = Float64Array.from({ length: n }, (_, k) => products.data[k * (n + 1)]);
  const chosen: number[] = [];
  const steps: Float64Array[] = [];
  while (chosen.length < n) {
    const pivot = left.reduce((best, x, k) => (x > left[best] ? k : best), 0);
    if (!(left[pivot] > NEGLIGIBLE)) break;
    const root = Math.sqrt(left[pivot]);
    const step = column(products, pivot).slice();
    for (const earlier of steps) for (let k = 0; k < n; k += 1) step[k] -= earlier[pivot] * earlier[k];
    for (let k = 0; k < n; k += 1) {
      step[k] /= root;
      left[k] -= step[k] * step[k];
    }
    left[pivot] = 0;
    for (const k of chosen) step[k] = 0;
    chosen.push(pivot);
    steps.push(step);
  }
  const factor = matrix(chosen.length, chosen.length);
  steps.forEach((step, j) => chosen.forEach((k, i) => (factor.data[j * chosen.length + i] = i < j ? 0 : step[k])));
  return { pivots: Uint32Array.from(chosen), factor };
}

/** A second pass takes off what rounding left of the first where columns nearly depend on each other. */
const PASSES = 2;

/**
 * x less its fit, in the rows of the fit; 0 in all others, whatever x has there. What is nothing but rounding is 0 as well, in a row (below 1e-9
 * of a usual value of x) or altogether (below 1e-6): a signal that is made of neutralizers alone has nothing left, and noise is not ranked.
 * Exactly odd in x.
 */
export function coveredResidual({ basis, rows, columns, factor }: CoveredFit, x: Float64Array): Float64Array {
  const residual = new Float64Array(basis.rows);
  for (const row of rows) residual[row] = x[row];
  const before = squares(residual);
  for (let pass = 0; pass < PASSES; pass += 1) {
    const products = transposedMatrixVector(basis, residual);
    const solved = choleskySolve(
      factor,
      Float64Array.from(columns, (k) => products[k]),
    );
    const coefficients = new Float64Array(basis.columns);
    columns.forEach((k, i) => {
      coefficients[k] = solved[i];
    });
    const fit = matrixVector(basis, coefficients);
    for (const row of rows) residual[row] -= fit[row];
  }
  return withoutRounding(residual, before, rows.length);
}

/** What of a residual is more than rounding of something of this squared length over so many rows. */
function withoutRounding(residual: Float64Array, before: number, rows: number): Float64Array {
  const rounding = ROUNDING * Math.sqrt(before / rows);
  if (!(squares(residual) > NOTHING_LEFT * before)) return residual.fill(0);
  for (let i = 0; i < residual.length; i += 1) if (!(Math.abs(residual[i]) > rounding)) residual[i] = 0;
  return residual;
}

const NOTHING_LEFT = 1e-12;
const ROUNDING = 1e-9;

function squares(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += x[i] * x[i];
  return sum;
}

/** The rows of a column that have a value. */
export function coveredRows(values: Float64Array): Uint32Array {
  const rows = new Uint32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i += 1) if (values[i] === values[i]) rows[count++] = i;
  return rows.slice(0, count);
}

const FITS_KEPT = 64;

/** The fits over the rows that columns of values have; columns with the same rows share one. */
export function coveredFits(basis: Matrix): (values: Float64Array) => CoveredFit {
  const known = new Map<string, CoveredFit>();
  return (values) => {
    const key = keyOfRows(values);
    const fit = known.get(key) ?? coveredFit(basis, coveredRows(values));
    known.set(key, fit);
    for (const oldest of known.keys()) if (known.size > FITS_KEPT) known.delete(oldest);
    return fit;
  };
}

/** One text for one set of rows: 16 rows a character. */
function keyOfRows(values: Float64Array): string {
  const units = new Uint16Array(Math.ceil(values.length / 16));
  for (let i = 0; i < values.length; i += 1) if (values[i] === values[i]) units[i >> 4] |= 1 << (i & 15);
  let key = '';
  for (const unit of units) key += String.fromCharCode(unit);
  return key;
}

/**
 * `coveredResidual` of every column of x, a signal's missing rows taken from the same column of `values`: complete columns go through matrix
 * products together, each with the bits that it would have alone.
 */
export function coveredResiduals(basis: Matrix, values: Matrix, x: Matrix): Matrix {
  const result = matrix(values.rows, values.columns);
  const fitOf = coveredFits(basis);
  const complete: number[] = [];
  const isFull = 2 * basis.columns <= basis.rows;
  for (let j = 0; j < values.columns; j += 1) {
    const signal = column(values, j);
    if (isFull && coveredCount(signal) === values.rows) complete.push(j);
    else column(result, j).set(coveredResidual(fitOf(signal), column(x, j)));
  }
  for (let from = 0; from < complete.length; from += BLOCK) {
    const chosen = complete.slice(from, from + BLOCK);
    const residuals = leastSquaresResidual(
      basis,
      fromColumns(
        chosen.map((j) => column(x, j)),
        values.rows,
      ),
    );
    chosen.forEach((j, k) => {
      column(result, j).set(withoutRounding(column(residuals, k), squares(column(x, j)), values.rows));
    });
  }
  return result;
}

function coveredCount(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i += 1) if (values[i] === values[i]) count += 1;
  return count;
}
