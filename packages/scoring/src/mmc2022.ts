import { type Matrix, columnRange, dotProduct, matrix } from '@robata/kernels';
import { centred } from './centred.ts';
import { ordinalRanks, uniformColumns } from './corr2022.ts';
import { type PreparedScore, completeRows, pick } from './preparedScore.ts';
import { rankProducts } from './rankProducts.ts';
import { type Ranks, ranksOfRows } from './ranks.ts';
import { uniformTable } from './rankTable.ts';
import { stakeWeighted } from './stakeWeighted.ts';

/** 0.29², 0.29 being the documentation's rounded standard deviation of a uniform variable. Kept: it is part of the definition. */
const UNIFORM_VARIANCE_2022 = 0.0841;

/**
 * MMC of 2022 of `ordinalRanks` against given meta models (one per subset of stakers; their scores are averaged): u and m are
 * (rank − ½)/n with ties in row order, score = cov(u minus its fit on [m, 1], target)/0.0841, covariance with divisor n − 1.
 * Linear in u, so that a target costs one dot product per model however many subsets there are. A model equal to every meta model
 * scores 0 (to rounding); NaN in a model scores NaN. Source: documentation of April 2022, metamodel-contribution.md.
 */
export function prepareMmc2022(ranks: Ranks, metaModels: readonly Float64Array[]): PreparedScore {
  return {
    score(target) {
      const rows = completeRows(target);
      if (rows) {
        const kept = metaModels.map((m) => pick(m, rows));
        return prepareMmc2022(ranksOfRows(ranks, rows), kept).score(pick(target, rows));
      }
      return rankProducts(ranks, uniformTable, contributionDirection(metaModels, target));
    },
  };
}

/** The vector whose dot product with u is the score: the centred target orthogonal to each m, averaged and scaled. */
function contributionDirection(metaModels: readonly Float64Array[], target: Float64Array): Float64Array {
  const t = centred(target);
  const direction = new Float64Array(t.length);
  for (const metaModel of metaModels) {
    const mc = centred(uniformColumns(matrix(t.length, 1, metaModel)).data);
    const beta = dotProduct(mc, t) / dotProduct(mc, mc);
    for (let i = 0; i < t.length; i += 1) direction[i] += t[i] - beta * mc[i];
  }
  const scale = metaModels.length * (t.length - 1) * UNIFORM_VARIANCE_2022;
  return direction.map((x) => x / scale);
}

export interface StakedSubsetOptions {
  /** Take predictions `raw`, as the documentation says, or `uniform`: (rank − ½)/n of each model first. */
  readonly eachModelFirst?: 'raw' | 'uniform';
  /** Leave each model out of the meta model that it is scored against (default false, as the documentation). */
  readonly excludeSelf?: boolean;
}

/**
 * MMC of 2022 of all models, against the stake-weighted mean over each subset of stakers (lists of model indices, repeats count again;
 * the documentation draws 20 subsets of 67 % with replacement: `drawSubsets`), averaged over the subsets.
 */
export function prepareStakedMmc2022(
  predictions: Matrix,
  stakes: ArrayLike<number>,
  subsets: readonly (readonly number[])[],
  { eachModelFirst = 'raw', excludeSelf = false }: StakedSubsetOptions = {},
): PreparedScore {
  const voices = eachModelFirst === 'uniform' ? uniformColumns(predictions) : predictions;
  if (!excludeSelf)
    return prepareMmc2022(
      ordinalRanks(predictions),
      subsets.map((subset) => stakeWeighted(voices, stakes, subset)),
    );
  const models = Array.from({ length: predictions.columns }, (_, j) => {
    const others = subsets.map((subset) => subset.filter((model) => model !== j)).filter((subset) => subset.length > 0);
    const own = ordinalRanks(columnRange(predictions, j, j + 1));
    return prepareMmc2022(
      own,
      others.map((subset) => stakeWeighted(voices, stakes, subset)),
    );
  });
  return { score: (target) => Float64Array.from(models, (model) => model.score(target)[0]) };
}

/** `repeats` subsets of `fraction` of the stakers (rounded, at least one) drawn with replacement; `random` gives numbers in [0, 1). */
export function drawSubsets(
  stakers: readonly number[],
  random: () => number,
  { repeats = 20, fraction = 0.67 } = {},
): number[][] {
  const size = Math.max(1, Math.round(fraction * stakers.length));
  return Array.from({ length: repeats }, () =>
    Array.from({ length: stakers.length === 0 ? 0 : size }, () => stakers[Math.floor(random() * stakers.length)]),
  );
}
