import { averageRank } from '../averageRank.ts';
import { binLeastSquares } from '../binLeastSquares.ts';
import { binMatrix } from '../binMatrix.ts';
import { cholesky, choleskyInverse } from '../cholesky.ts';
import { leastSquaresBasis } from '../leastSquaresBasis.ts';
import { type Matrix, column, matrix } from '../matrix.ts';
import { multiply } from '../multiply.ts';
import { nearestColumns } from '../nearestColumns.ts';
import { normalQuantile } from '../normalQuantile.ts';
import { unitDeviationColumns } from '../transformColumns.ts';
import { gram, weightedCrossProduct } from '../weightedCrossProduct.ts';
import { solveLowerTransposedColumns } from '../triangularSolve.ts';
import { workspace } from '../workspace.ts';
import { type SharedColumns, columnResults } from './columnResults.ts';
import { digest } from './digest.ts';
import { syntheticMatrix } from './syntheticMatrix.ts';

/** Inputs for `columnResults`: `count` columns of 613 rows, some with ties, NaN or a single value. */
export function syntheticColumns(count: number, room: (rows: number, columns: number) => Matrix): SharedColumns {
  const rows = 613;
  const columns = syntheticMatrix(rows, count, 1);
  for (let j = 0; j < count; j += 1) {
    const x = column(columns, j);
    if (j % 5 === 1) x.forEach((value, i) => (x[i] = Math.floor(4 * value)));
    if (j % 7 === 2) x[j] = Number.NaN;
    if (j % 11 === 3) x.fill(j);
    if (j % 13 === 4) x.forEach((value, i) => (x[i] = 1 / value));
  }
  const basis = leastSquaresBasis(syntheticMatrix(rows, 44, 2));
  const factor = gram(syntheticMatrix(rows, basis.columns, 3));
  cholesky(factor);
  const [ranks, residuals] = [room(rows, count), room(rows, count)];
  return { basis, factor, columns, ranks, residuals, solutions: room(basis.columns, count) };
}

/** One number for the bits of many kernel results: equal wherever they are computed. */
export function kernelsDigest(): string {
  const shared = syntheticColumns(40, (rows, columns) => matrix(rows, columns));
  columnResults(shared, 0, 40);
  const { basis, factor, ranks, residuals, solutions } = shared;
  const weights = averageRank(column(shared.columns, 0));
  const probabilities = Float64Array.from({ length: 999 }, (_, i) => (i + 1) ** 3 / 1e9);
  const w = workspace(8192);
  const quantiles = w.float64(999);
  quantiles.set(probabilities);
  w.kernels.normalQuantiles(quantiles.byteOffset, 999);
  const bins = binMatrix(
    613,
    37,
    Int8Array.from(syntheticMatrix(613, 37, 4).data, (x) => Math.abs(Math.floor(5 * x))),
  );
  const squares = binLeastSquares(bins);
  const near = nearestColumns(unitDeviationColumns(ranks), 3);
  return digest([
    ...near.map(({ products }) => products),
    squares.gram.data,
    squares.fit(column(basis, 0)),
    ...[basis, factor, ranks, residuals, solutions].map((m) => m.data),
    solveLowerTransposedColumns(factor, solutions).data,
    weightedCrossProduct(basis, weights).data,
    choleskyInverse(factor).data,
    multiply(basis, factor).data,
    quantiles,
    probabilities.map(normalQuantile),
  ]);
}
