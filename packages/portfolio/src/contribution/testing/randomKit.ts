import { matrix } from '@robata/kernels';
import { normal, type Recipe, randomProblem } from '../../optimizer/testing/randomProblem.ts';
import type { ContributionKit } from '../contributionKit.ts';
import { seededRandom } from '../seededRandom.ts';

/** A round of models that share a factor, with stakes from a few to many; every fourth model has none. */
export function randomKit(
  seed: number,
  models = 12,
  recipe: Recipe = {},
): ContributionKit & { readonly returns: Float64Array } {
  const { alpha: _, ...problem } = randomProblem(seed, recipe);
  const n = problem.ids.length;
  const random = seededRandom(seed + 1000);
  const volatility = problem.specificVariance.map((d) => Math.sqrt(1.3 * d));
  const shared = Float64Array.from({ length: n }, () => normal(random));
  const predictions = matrix(n, models);
  for (let at = 0; at < predictions.data.length; at++) predictions.data[at] = 0.6 * shared[at % n] + normal(random);
  return {
    problem,
    volatility,
    informationCoefficient: 0.02,
    models: Array.from({ length: models }, (_, u) => `model_${u}`),
    predictions,
    stakes: Float64Array.from({ length: models }, (_, u) => (u % 4 === 3 ? 0 : Math.round(1 + 20 * random() ** 3))),
    returns: volatility.map((sigma, i) => sigma * (normal(random) + 0.05 * shared[i])),
    stakeFraction: 0.01,
  };
}
