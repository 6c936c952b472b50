import { type Matrix, dotProduct } from '@robata/kernels';
import { centred } from './centred.ts';
import { transposedWeightsOf, weightsOf } from './neutralizedWeights.ts';
import type { NormalScores } from './normalScores.ts';
import { type PreparedScore, completeRows, pick } from './preparedScore.ts';
import { rankProducts, weightedRankSum } from './rankProducts.ts';
import { ranksOfRows } from './ranks.ts';
import { power15Table } from './rankTable.ts';
import { ScoringError } from './scoringError.ts';
import { rowsOf } from './table.ts';

export interface PortfolioInputs {
  readonly neutralizers: Matrix;
  readonly sampleWeights: Float64Array;
}

/**
 * ALPHA of Signals (from 2 September 2025): Σ weights·(target − mean)/n, weights of `neutralizedWeights` uncentred.
 * Linear in the transformed signal, so that a target costs one dot product per model. A NaN in a model scores NaN;
 * NaN target rows are left out and ranks taken without them. Source: numerai-tools 0.6 `alpha`.
 */
export function prepareAlpha({ ranks }: NormalScores, inputs: PortfolioInputs): PreparedScore<CentredOption> {
  return {
    score(target, { isCentred = false } = {}) {
      const t = isCentred ? target : centred(target);
      const rows = completeRows(t);
      if (rows) {
        const kept = prepareAlpha({ ranks: ranksOfRows(ranks, rows) }, portfolioInputsOfRows(inputs, rows));
        return kept.score(pick(t, rows), { isCentred: true });
      }
      const direction = transposedWeightsOf(t, inputs.neutralizers, inputs.sampleWeights);
      return rankProducts(
        ranks,
        power15Table,
        direction.map((x) => x / t.length),
      );
    },
  };
}

function portfolioInputsOfRows({ neutralizers, sampleWeights }: PortfolioInputs, rows: Uint32Array): PortfolioInputs {
  return { neutralizers: rowsOf(neutralizers, rows), sampleWeights: pick(sampleWeights, rows) };
}

export interface CentredOption {
  /** The target has been centred already, on a mean that the rows at hand do not give. */
  readonly isCentred?: boolean;
}

/** A scale constant of the published code that nobody has explained; kept, it is part of the definition. */
export const MPC_SCALE = 50;

/**
 * MPC, meta portfolio contribution: the gradient of the stake-weighted portfolio's return per unit of its length with respect to a
 * model's stake, ((W − v(v'W)/(v'v))'t)/|v|/50, W column-centred weights, v = W·stakes/Σ|stakes|, t the centred target.
 * One dot product per model and target. The stakes' weighted mean of the scores is 0. A model of stake 0 is scored as well;
 * NaN stakes count as 0. A NaN in a model scores NaN, and leaves no portfolio to contribute to where the model has a stake.
 * Throws ScoringError where the stakes do not sum to a positive amount. Source: numerai-tools 0.6.
 */
export function prepareMpc({ ranks }: NormalScores, stakes: ArrayLike<number>, inputs: PortfolioInputs): PreparedScore {
  const { neutralizers, sampleWeights } = inputs;
  const signal = weightedRankSum(ranks, power15Table, stakeShares(stakes));
  const v = centred(weightsOf(signal, neutralizers, sampleWeights));
  const vv = dotProduct(v, v);
  return {
    score(target) {
      const rows = completeRows(target);
      if (rows) {
        const kept = prepareMpc({ ranks: ranksOfRows(ranks, rows) }, stakes, portfolioInputsOfRows(inputs, rows));
        return kept.score(pick(target, rows));
      }
      const t = centred(target);
      const beta = dotProduct(v, t) / vv;
      const scale = Math.sqrt(vv) * MPC_SCALE;
      const orthogonal = t.map((x, i) => (x - beta * v[i]) / scale);
      return rankProducts(ranks, power15Table, transposedWeightsOf(orthogonal, neutralizers, sampleWeights));
    },
  };
}

/** Stakes divided by the sum of their absolute values; negative stakes would not sum to 1. */
export function stakeShares(stakes: ArrayLike<number>): Float64Array {
  const amounts = Float64Array.from(stakes, (x) => (x === x ? x : 0));
  const total = amounts.reduce((sum, x) => sum + Math.abs(x), 0);
  const shares = amounts.map((x) => x / total);
  const sum = shares.reduce((a, b) => a + b, 0);
  if (!(Math.abs(sum - 1) <= 1e-8 + 1e-5))
    throw new ScoringError('no_stakes', 'the stakes must be positive somewhere and negative nowhere');
  return shares;
}
