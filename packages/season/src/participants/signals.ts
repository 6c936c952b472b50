import { cholesky, choleskySolve, gaussianizedRank, matrix, tieKeptRank } from '@robata/kernels';
import { type BoostedTrees, type BoostingOptions, fitBoostedTrees, predictBoostedTrees } from './boostedTrees.ts';
import type { LiveEra } from './participant.ts';
import { noiseById } from './randomness.ts';
import { centredProduct, linearScore } from './ridgeAccumulator.ts';
import { MINIMUM_ERAS, type Refit, type TrainingHistory } from './trainingHistory.ts';

/** One score per row on any scale, without NaN: only the order is submitted. */
export type Signal = (live: LiveEra) => Float64Array;

/** Computes a signal once per era, however many participants submit it. */
export function once(signal: Signal): Signal {
  let era: LiveEra | null = null;
  let score: Float64Array = new Float64Array(0);
  return (live) => {
    if (live !== era) {
      score = signal(live);
      era = live;
    }
    return score;
  };
}

export interface RidgeRecipe {
  readonly columns: readonly number[];
  readonly target: string;
  /** λ per training row. */
  readonly lambda: number;
}

/** Ridge regression on all known eras, refitted every era. Until `target` has enough eras it learns `fallback`. */
export function ridgeSignal(history: TrainingHistory, recipe: RidgeRecipe, fallback: string): Signal {
  return once(({ features, ids }) => {
    const ridge = history.ridge(history.learnable(recipe.target, fallback));
    const coefficients = ridge.coefficients(recipe.columns, recipe.lambda);
    return linearScore(features, ids.length, recipe.columns, coefficients);
  });
}

export interface TreesRecipe {
  readonly target: string;
  readonly boosting: Partial<BoostingOptions>;
  /** Known eras between two fits. */
  readonly refitEvery: number;
}

/**
 * Boosted trees on all features, fitted on the first 26 known eras and again whenever their number reaches a multiple of `refitEvery`.
 * The fit depends on nothing but the number of known eras, so a season that is taken up again continues with the same trees.
 * It is made when the signal is asked for, unless the history's `refit` has made it before, in several threads.
 */
export function treesSignal(history: TrainingHistory, recipe: TreesRecipe, fallback: string): Signal {
  const columns = Array.from({ length: history.columns }, (_, j) => j);
  let fitted: { readonly target: string; readonly eras: number; readonly model: BoostedTrees } | null = null;
  const due = (): Refit | null => {
    const target = history.learnable(recipe.target, fallback);
    const known = history.ridge(target).eras;
    const eras = known < recipe.refitEvery ? Math.min(known, MINIMUM_ERAS) : known - (known % recipe.refitEvery);
    if (fitted?.target === target && fitted.eras === eras) return null;
    return {
      fit: { eras: history.treeEras(target, eras), columns, boosting: recipe.boosting },
      take: (model) => (fitted = { target, eras, model }),
    };
  };
  // Whoever was never asked is not fitted ahead: nobody may need it.
  history.addLearner(() => (fitted === null ? null : due()));
  return once(({ features, ids }) => {
    const refit = due();
    if (refit !== null) refit.take(fitBoostedTrees(refit.fit.eras, refit.fit.columns, refit.fit.boosting));
    if (fitted === null) throw new Error('trees are fitted before they predict');
    return predictBoostedTrees(fitted.model, features, ids.length);
  });
}

/** One feature, long its high bins (direction 1) or its low ones (−1); missing counts as the middle bin. */
export function featureSignal(column: number, direction: () => number): Signal {
  return once(({ features, ids }) => linearScore(features, ids.length, [column], [direction()]));
}

/** Fresh noise for every era: uniform, fixed by key, era and id. */
export function noiseSignal(key: string): Signal {
  return once(({ position, ids }) => noiseById(`${key}/${position}`, ids));
}

/** The mean of the ranks of several signals. */
export function rankMean(signals: readonly Signal[]): Signal {
  return once((live) => {
    const sum = new Float64Array(live.ids.length);
    for (const signal of signals) {
      const rank = tieKeptRank(signal(live));
      for (let i = 0; i < sum.length; i += 1) sum[i] += rank[i];
    }
    return sum;
  });
}

/** A column with less than this share of its squares outside the earlier ones is one of them, up to rounding. */
const DEPENDENT_BELOW = 1e-10;

/**
 * The gaussianized signal minus `proportion` × its projection on the era's centred bins: g − proportion · X(X'X)⁻¹X'g.
 * Nothing of a signal is left where there are as many independent features as rows.
 */
export function neutralizedSignal(history: TrainingHistory, signal: Signal, proportion: number): Signal {
  const { columns } = history;
  const all = Array.from({ length: columns }, (_, j) => j);
  return once((live) => {
    const { features, position } = live;
    const rows = live.ids.length;
    const score = gaussianizedRank(signal(live));
    const system = matrix(columns, columns, Float64Array.from(history.gram(position, features, rows)));
    const products = all.map((j) => centredProduct(features.subarray(j * rows, (j + 1) * rows), score));
    cholesky(system, DEPENDENT_BELOW);
    const coefficients = choleskySolve(system, Float64Array.from(products));
    const projection = linearScore(features, rows, all, coefficients);
    return score.map((g, i) => g - proportion * projection[i]);
  });
}
