import {
  type Matrix,
  choleskySolve,
  matrixVector,
  transposedMatrixVector,
  weightedCrossProduct,
} from '@robata/kernels';
import { type Exposures, factorKind } from './exposureMatrix.ts';
import { choleskySemidefinite } from './choleskySemidefinite.ts';
import { clipRobust, sortedFinite, sortedQuantile } from './quantile.ts';

export interface FactorReturnsInput {
  readonly exposures: Exposures;
  /** Market value, n; a stock whose size is NaN or not positive takes no part. */
  readonly size: Float64Array;
  /** Simple returns of the day, n; NaN where missing: that stock takes no part. */
  readonly returns: Float64Array;
  /** Returns are clipped this many robust sd from the day's median; default 10. */
  readonly clipSds?: number;
}

export interface FactorFit {
  readonly status: 'fitted';
  /** K returns, in the order of the names; NaN for a factor that nobody with a return is exposed to, or that repeats others. */
  readonly factorReturns: Float64Array;
  /** n: return (not clipped) less what the factors explain; NaN where the return is missing. */
  readonly residuals: Float64Array;
  /** Weighted R² of the clipped returns: about zero (the market counts as explained) and about their weighted mean. */
  readonly rSquaredAboutZero: number;
  readonly rSquaredAboutMean: number;
  /** Stocks in the regression, and factors that it could tell apart. */
  readonly stocks: number;
  readonly factors: number;
}

/** Fewer than two stocks with a return per factor: no regression is run. */
export interface TooFewReturns {
  readonly status: 'too_few_returns';
  readonly stocks: number;
}

/** √size, capped at its 99th percentile; 0 where the stock takes no part. */
function regressionWeights(size: Float64Array, returns: Float64Array): Float64Array {
  const roots = size.map((value) => (value > 0 ? Math.sqrt(value) : Number.NaN));
  const cap = sortedQuantile(sortedFinite(roots), 0.99);
  return roots.map((root, i) => (Number.isFinite(root) && Number.isFinite(returns[i]) ? Math.min(root, cap) : 0));
}

/**
 * Market and sector dummies overlap: a constant can move from one to the others. Adding ρ(c'f)² for the capitalization-weighted sum
 * of the sector returns fixes that constant. Because the move costs no fit, the minimum has c'f = 0 exactly, whatever ρ > 0.
 */
function addSectorConstraint(gram: Matrix, { names, matrix: x }: Exposures, size: Float64Array, weights: Float64Array) {
  const market = names.indexOf('market');
  if (market < 0) return;
  const capital = names.map((name, k) => {
    if (factorKind(name) !== 'sector') return 0;
    let sum = 0;
    for (let i = 0; i < x.rows; i++) if (weights[i] > 0) sum += size[i] * x.data[k * x.rows + i];
    return sum;
  });
  const total = capital.reduce((sum, value) => sum + value, 0);
  if (total === 0) return;
  const rho = gram.data[market * gram.rows + market] / (total * total);
  for (let j = 0; j < gram.rows; j++) {
    for (let k = 0; k < gram.rows; k++) gram.data[k * gram.rows + j] += rho * capital[j] * capital[k];
  }
}

/**
 * The returns of the factors on one day: least squares of the stocks' returns on their exposures, weights √size capped at the 99th
 * percentile, returns clipped at 10 robust sd, capitalization-weighted sector returns summing to 0 (finance-defaults §3).
 *
 * The exposures are as `exposureMatrix` makes them (no NaN; every stock in exactly one sector class, or no sectors).
 * Throws RangeError on unequal lengths and on exposures that are not finite.
 */
export function factorReturns(input: FactorReturnsInput): FactorFit | TooFewReturns {
  const { exposures, size, returns, clipSds = 10 } = input;
  const x = exposures.matrix;
  if (size.length !== x.rows || returns.length !== x.rows || exposures.names.length !== x.columns) {
    throw new RangeError(
      `${x.rows} × ${x.columns} exposures, ${exposures.names.length} names, ${size.length} sizes, ${returns.length} returns`,
    );
  }
  const weights = regressionWeights(size, returns);
  const stocks = weights.reduce((count, weight) => count + Number(weight > 0), 0);
  if (stocks < 2 * x.columns) return { status: 'too_few_returns', stocks };

  const clipped = clipRobust(
    returns.map((value, i) => (weights[i] > 0 ? value : Number.NaN)),
    clipSds,
  );
  const y = clipped.map((value, i) => (weights[i] > 0 ? value : 0));
  const gram = weightedCrossProduct(x, weights);
  addSectorConstraint(gram, exposures, size, weights);
  const factor = choleskySemidefinite(gram);
  const right = transposedMatrixVector(
    x,
    y.map((value, i) => value * weights[i]),
  );
  const solved = choleskySolve(factor.lower, right);
  if (!solved.every(Number.isFinite)) throw new RangeError('the exposures hold values that are not finite');
  const fitted = matrixVector(x, solved);

  let weight = 0;
  let sum = 0;
  let squares = 0;
  let unexplained = 0;
  for (let i = 0; i < x.rows; i++) {
    weight += weights[i];
    sum += weights[i] * y[i];
    squares += weights[i] * y[i] * y[i];
    unexplained += weights[i] * (y[i] - fitted[i]) ** 2;
  }
  return {
    status: 'fitted',
    factorReturns: solved.map((value, k) => (factor.dropped[k] ? Number.NaN : value)),
    residuals: returns.map((value, i) => (weights[i] > 0 ? value - fitted[i] : Number.NaN)),
    rSquaredAboutZero: squares > 0 ? 1 - unexplained / squares : 0,
    rSquaredAboutMean: squares > (sum * sum) / weight ? 1 - unexplained / (squares - (sum * sum) / weight) : 0,
    stocks,
    factors: factor.dropped.filter((dropped) => !dropped).length,
  };
}
