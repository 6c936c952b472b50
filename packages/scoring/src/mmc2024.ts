import { dotProduct, gaussianizedRank } from '@robata/kernels';
import { centred } from './centred.ts';
import type { NormalScores } from './normalScores.ts';
import { type PreparedScore, completeRows, pick } from './preparedScore.ts';
import { rankProducts } from './rankProducts.ts';
import { type Ranks, ranksOfRows } from './ranks.ts';
import { normalTable, valuesOfRanks } from './rankTable.ts';
import { topBottomRows } from './topBottomRows.ts';

export interface ContributionOptions {
  /** Only the k smallest and k largest of the part orthogonal to the meta model, divided by 2k. */
  readonly topBottom?: number;
}

/**
 * MMC (paid from 2 January 2024) and, with the benchmarks' stake-weighted model in the place of the meta model, BMC:
 * p⊥'(t − mean)/n, where p and m are normal scores, p⊥ = p − m·(p'm)/(m'm), and t the target, times 4 if all of it is in [0, 1].
 * As it is linear in p, a target costs one dot product: p'b with b = (t − m·(m't)/(m'm))/n.
 * The meta model itself scores 0 (to rounding), a constant model 0; a constant meta model, or NaN in it or in a model, gives NaN.
 * NaN target rows are left out and ranks taken without them. Source: numerai-tools 0.6 `correlation_contribution`.
 *
 * @example prepareMmc(normalScores(predictions), metaModel).score(target)
 */
export function prepareMmc({ ranks }: NormalScores, metaModel: Float64Array): PreparedScore<ContributionOptions> {
  if (metaModel.length !== ranks.rows) {
    throw new RangeError(`the meta model has ${metaModel.length} rows and the predictions have ${ranks.rows}`);
  }
  const m = gaussianizedRank(metaModel);
  const mm = dotProduct(m, m);
  return {
    score(target, options = {}) {
      const rows = completeRows(target);
      if (rows) {
        return prepareMmc({ ranks: ranksOfRows(ranks, rows) }, pick(metaModel, rows)).score(
          pick(target, rows),
          options,
        );
      }
      const t = centred(inBuckets(target));
      if (options.topBottom !== undefined) return topBottomContribution(ranks, m, mm, t, options.topBottom);
      const beta = dotProduct(m, t) / mm;
      return rankProducts(
        ranks,
        normalTable,
        t.map((x, i) => (x - beta * m[i]) / t.length),
      );
    },
  };
}

/** A target in [0, 1] on the scale of the five classes, 0 … 4. */
function inBuckets(target: Float64Array): Float64Array {
  return target.every((x) => x >= 0 && x <= 1) ? target.map((x) => 4 * x) : target;
}

function topBottomContribution(ranks: Ranks, m: Float64Array, mm: number, t: Float64Array, k: number): Float64Array {
  return new Float64Array(ranks.columns).map((_, j) => {
    const p = valuesOfRanks(ranks, normalTable, j);
    const beta = dotProduct(p, m) / mm;
    const orthogonal = p.map((x, i) => x - beta * m[i]);
    if (ranks.rows === 0 || orthogonal.some((x) => x !== x)) return Number.NaN;
    const chosen = topBottomRows(orthogonal, k);
    return dotProduct(pick(orthogonal, chosen), pick(t, chosen)) / (2 * k);
  });
}
