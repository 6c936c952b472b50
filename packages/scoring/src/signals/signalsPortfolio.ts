import { type Matrix, column, dotProduct, leastSquaresBasis, transformColumns } from '@robata/kernels';
import { MPC_SCALE, stakeShares } from '../alpha.ts';
import type { PreparedScore } from '../preparedScore.ts';
import { coveredResiduals } from './coveredFit.ts';
import { scaledRows } from './portfolioNeutralizers.ts';

export interface SignalsPortfolioInputs {
  /** n × models; NaN where a stock was left out. */
  readonly values: Matrix;
  /** Exposures, n × K; any columns, finite. */
  readonly neutralizers: Matrix;
  /** n, above 0. */
  readonly sampleWeights: Float64Array;
}

/**
 * The weights that ALPHA and MPC of signals are taken of: s = pow1.5 of the normal scores among the stocks submitted, less its fit on the
 * neutralizers over these stocks with sample weights v, times v; 0 for what was left out. X'w = 0: nothing of the neutralizers is held. For a
 * complete signal these are `neutralizedWeights` with `portfolioNeutralizers`. Exactly odd in the signal; an empty one holds nothing.
 */
export function signalsWeights({ values, neutralizers, sampleWeights }: SignalsPortfolioInputs): Matrix {
  const roots = sampleWeights.map((v) => Math.sqrt(v));
  const basis = leastSquaresBasis(scaledRows(neutralizers, roots), { constant: false });
  const scaled = scaledRows(transformColumns(values, ['gaussianizedRank', 'power15']), roots);
  return scaledRows(coveredResiduals(basis, values, scaled), roots);
}

/**
 * alpha@robata-1: Σ w·(t − mean t)/n over the n stocks with a target, w of `signalsWeights`: `alpha` with weights in the stocks that were submitted
 * and no others. A stock without a target counts nothing and the others keep their weights, as a portfolio would. Nothing held scores 0.
 */
export function prepareSignalsAlpha(weights: Matrix): PreparedScore {
  return {
    score(target) {
      const { values, count } = centredOverKnown(target);
      const direction = values.map((x) => x / count);
      return products(weights, direction);
    },
  };
}

/**
 * mpc@robata-1: `mpc` of the same weights: with v the stakes' mean of them, centred, and t the centred target (0 where it is missing), each model
 * scores w'(t − v(v't)/(v'v))/|v|/50. The stakes' mean of the scores is 0. Throws ScoringError where no stake is above 0.
 */
export function prepareSignalsMpc(weights: Matrix, stakes: ArrayLike<number>): PreparedScore {
  const v = portfolioOf(weights, stakeShares(stakes));
  const vv = dotProduct(v, v);
  return {
    score(target) {
      const { values: t } = centredOverKnown(target);
      const beta = dotProduct(v, t) / vv;
      const scale = Math.sqrt(vv) * MPC_SCALE;
      return products(
        weights,
        t.map((x, i) => (x - beta * v[i]) / scale),
      );
    },
  };
}

function portfolioOf(weights: Matrix, shares: Float64Array): Float64Array {
  const sum = new Float64Array(weights.rows);
  for (let j = 0; j < weights.columns; j += 1) {
    if (shares[j] === 0) continue;
    const w = column(weights, j);
    for (let i = 0; i < sum.length; i += 1) sum[i] += shares[j] * w[i];
  }
  const mean = sum.reduce((a, b) => a + b, 0) / sum.length;
  return sum.map((x) => x - mean);
}

/** The target less its mean, 0 where it is missing, and the number that are not. */
function centredOverKnown(target: Float64Array): { readonly values: Float64Array; readonly count: number } {
  let [count, sum] = [0, 0];
  for (const x of target) {
    if (x !== x) continue;
    count += 1;
    sum += x;
  }
  const mean = sum / count;
  return { values: target.map((x) => (x === x ? x - mean : 0)), count };
}

function products(weights: Matrix, direction: Float64Array): Float64Array {
  return Float64Array.from({ length: weights.columns }, (_, j) => dotProduct(column(weights, j), direction));
}
