import {
  type Matrix,
  cholesky,
  dotProduct,
  fromColumns,
  gaussianizedRank,
  leastSquaresBasis,
  leastSquaresResidual,
  matrix,
  matrixVector,
  solveLower,
  solveLowerTransposed,
  transposedMatrixVector,
} from '@robata/kernels';
import { coveredRows, productsOver } from './coveredFit.ts';
import { joinedColumns } from './fncV4.ts';

/** Columns that are known already, under one name: a style, all sectors, the medium features. */
export interface KnownGroup {
  readonly name: string;
  /** n × any number, finite. */
  readonly columns: Matrix;
}

export interface KnownShare {
  readonly name: string;
  /** R² of this group alone (beside a constant), 0…1. */
  readonly alone: number;
  /** What it adds to all groups before it, 0…1; these and what is left make 1. */
  readonly added: number;
  /** Its own directions, those that no group before has. It would add directions / (stocks − 1) to a random signal. */
  readonly directions: number;
}

export interface KnownShares {
  /** Stocks that were submitted. */
  readonly covered: number;
  readonly shares: readonly KnownShare[];
  /** 1 − Σ added: the share of the signal's variance that no group explains. */
  readonly left: number;
  /** What is left itself, n, 0 for what was not submitted: to be compared with targets. */
  readonly residual: Float64Array;
}

/** One column that is known to one model only, after all groups: the meta model without it. */
export interface OwnColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/**
 * Prepares the answer to "how much of my signal is known already, by what, and what is left?". A signal (NaN where a stock was left out) is
 * taken as the normal scores of its ranks among the stocks submitted, and all shares are of its variance over these. Groups are added in their
 * order; directions that an earlier group has already are counted there. Costs stocks × columns a complete signal, and the smaller of stocks submitted
 * and left out × columns² one that is not. A constant or empty signal has NaN everywhere.
 *
 * @example prepareKnownShares([{ name: 'sectors', columns }])(signal).left
 */
export function prepareKnownShares(
  groups: readonly KnownGroup[],
): (signal: Float64Array, own?: readonly OwnColumn[]) => KnownShares {
  const rows = groups[0]?.columns.rows ?? 0;
  const constant = leastSquaresBasis(matrix(rows, 0));
  let together = constant;
  const sequence = groups.map(({ name, columns }) => {
    const from = together.columns;
    const fresh = leastSquaresResidual(together, columns);
    together = joinedColumns(together, leastSquaresBasis(withoutRounding(fresh, columns), { constant: false }));
    const alone = leastSquaresBasis(withoutRounding(leastSquaresResidual(constant, columns), columns), {
      constant: false,
    });
    return { name, from, to: together.columns, alone };
  });
  const eachAlone = sequence.reduce((all, { alone }) => joinedColumns(all, alone), matrix(rows, 0));

  return (signal, own = []) => {
    const over = coveredRows(signal);
    const z = gaussianizedRank(signal).map((x) => (x === x ? x : 0));
    const all = projection(together, over);
    const y = all.coefficients(z);
    const variance = dotProduct(z, z) - (y[0] as number) ** 2;
    const isComplete = over.length === rows;
    const along = isComplete ? transposedMatrixVector(eachAlone, z) : new Float64Array(0);
    let place = 0;
    const aloneOf = (basis: Matrix): number => {
      if (!isComplete) return squares(projection(joinedColumns(constant, basis), over).coefficients(z), 1);
      place += basis.columns;
      return squares(along, place - basis.columns, place);
    };
    const shares: KnownShare[] = sequence.map(({ name, from, to, alone }) => ({
      name,
      alone: aloneOf(alone) / variance,
      added: squares(y, from, to) / variance,
      directions: to - from,
    }));
    let residual = all.residual(z);
    const ownDirections: Float64Array[] = [];
    for (const { name, values } of own) {
      const centredOwn = centredOver(values, over);
      let direction = all.residual(values);
      for (const earlier of ownDirections) direction = without(direction, earlier);
      const length = Math.sqrt(dotProduct(direction, direction));
      const isNew = length > ROUNDING * Math.sqrt(dotProduct(centredOwn, centredOwn));
      const unit = direction.map((x) => (isNew ? x / length : 0));
      ownDirections.push(unit);
      shares.push({
        name,
        alone: dotProduct(centredOwn, z) ** 2 / dotProduct(centredOwn, centredOwn) / variance,
        added: dotProduct(unit, residual) ** 2 / variance,
        directions: 1,
      });
      residual = without(residual, unit);
    }
    const left = Math.max(0, 1 - shares.reduce((sum, { added }) => sum + added, 0));
    return { covered: over.length, shares, left, residual };
  };
}

/** Shorter than this share of what it was made of, a column is rounding. */
const ROUNDING = 1e-7;

/** Residual columns that are nothing but rounding become 0, so that they are no direction. */
function withoutRounding(residual: Matrix, original: Matrix): Matrix {
  const columns = Array.from({ length: residual.columns }, (_, k) => {
    const at = k * residual.rows;
    const [left, before] = [residual, original].map(({ data }) => data.subarray(at, at + residual.rows)) as [
      Float64Array,
      Float64Array,
    ];
    return dotProduct(left, left) > ROUNDING ** 2 * dotProduct(before, before) ? left : new Float64Array(left.length);
  });
  return fromColumns(columns, residual.rows);
}

interface Projection {
  /** Of x along the columns, each made orthogonal over the rows to those before it. */
  coefficients(x: Float64Array): Float64Array;
  /** x less its fit over the rows, 0 elsewhere. */
  residual(x: Float64Array): Float64Array;
}

function projection(basis: Matrix, rows: Uint32Array): Projection {
  const over = (x: Float64Array): Float64Array => {
    if (rows.length === basis.rows) return x;
    const result = new Float64Array(basis.rows);
    for (const row of rows) result[row] = x[row] as number;
    return result;
  };
  if (rows.length === basis.rows) {
    const coefficients = (x: Float64Array): Float64Array => transposedMatrixVector(basis, x);
    return { coefficients, residual: (x) => minus(x, matrixVector(basis, coefficients(x))) };
  }
  const factor = productsOver(basis, rows);
  dropSmall(factor);
  const coefficients = (x: Float64Array): Float64Array => solveLower(factor, transposedMatrixVector(basis, over(x)));
  return {
    coefficients,
    residual: (x) => over(minus(x, matrixVector(basis, solveLowerTransposed(factor, coefficients(x))))),
  };
}

const NEGLIGIBLE = 1e-9;

/** Cholesky in place; columns of an orthonormal basis that have next to nothing in the rows are left out. */
function dropSmall(products: Matrix): void {
  const n = products.columns;
  for (let k = 0; k < n; k += 1) {
    if ((products.data[k * (n + 1)] as number) > NEGLIGIBLE) continue;
    for (let i = 0; i < n; i += 1) products.data[k * n + i] = products.data[i * n + k] = 0;
  }
  cholesky(products, NEGLIGIBLE);
}

function centredOver(x: Float64Array, rows: Uint32Array): Float64Array {
  let sum = 0;
  for (const row of rows) sum += x[row] as number;
  const result = new Float64Array(x.length);
  for (const row of rows) result[row] = (x[row] as number) - sum / rows.length;
  return result;
}

const minus = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value - (y[i] as number));

/** x without its part along a unit vector (or along nothing). */
function without(x: Float64Array, unit: Float64Array): Float64Array {
  const along = dotProduct(x, unit);
  return x.map((value, i) => value - along * (unit[i] as number));
}

function squares(x: Float64Array, from = 0, to = x.length): number {
  let sum = 0;
  for (let k = from; k < to; k += 1) sum += (x[k] as number) ** 2;
  return sum;
}
