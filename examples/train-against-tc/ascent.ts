import { contributionGradient } from '@robata/portfolio';
import { geometryOf, type Moments, predict, pullBack, ridgeSolver } from './linearModel.ts';
import type { TrainingEra } from './trainingEras.ts';

export interface AscentOptions {
  readonly lambda: number;
  /** Steps at the most. */
  readonly steps: number;
  /** Each step turns the model by this angle in radians: predictions before and after it correlate by its cosine. */
  readonly angle: number;
  /** The correlation with the predictions of the start that must be left, in (0, 1). */
  readonly closeness: number;
}

/** A step that cannot climb is halved so often before the top counts as reached. */
const HALVINGS = 6;

/**
 * Projected gradient ascent of the mean TC over eras, from a linear model; the path begins with the start. Models are directions of unit
 * variance; a step goes along the gradient in the metric of ridge regression, (covariance + λI)⁻¹ X'∂TC/∂p averaged over the eras, and is
 * projected onto the cap of models whose predictions still correlate by `closeness` with those of the start.
 *
 * Ends early where no step climbs. In that metric an unhindered path ends near the ridge regression on ∂TC/∂g in the target's place.
 */
export function ascend(
  start: Float64Array,
  eras: readonly TrainingEra[],
  moments: Moments,
  { lambda, steps, angle, closeness }: AscentOptions,
): Float64Array[] {
  const { product, unit } = geometryOf(moments);
  const solve = ridgeSolver(moments, lambda);
  const origin = unit(start);
  /** The part of a that is orthogonal to the unit b, of unit length. */
  const across = (a: Float64Array, b: Float64Array): Float64Array => {
    const along = product(a, b);
    return unit(a.map((value, j) => value - along * (b[j] as number)));
  };
  const turned = (from: Float64Array, towards: Float64Array, by: number): Float64Array =>
    from.map((value, j) => Math.cos(by) * value + Math.sin(by) * (towards[j] as number));
  const ontoCap = (model: Float64Array): Float64Array =>
    product(model, origin) >= closeness ? model : turned(origin, across(model, origin), Math.acos(closeness));

  const path = [origin];
  let here = climbing(eras, origin);
  let by = angle;
  while (path.length <= steps && by > angle / 2 ** HALVINGS) {
    const model = path.at(-1) as Float64Array;
    const next = unit(ontoCap(turned(model, across(solve(here.slope), model), by)));
    const there = climbing(eras, next);
    if (there.smoothTc > here.smoothTc) {
      path.push(next);
      here = there;
    } else {
      by /= 2;
    }
  }
  return path;
}

/** Mean TC over eras, exact and smooth, and the gradient of the smooth one by the coefficients. */
export function climbing(eras: readonly TrainingEra[], coefficients: Float64Array) {
  const slope = new Float64Array(coefficients.length);
  const share = 1 / eras.length;
  let tc = 0;
  let smoothTc = 0;
  for (const era of eras) {
    const found = contributionGradient(predict(era, coefficients), era.direction);
    tc += share * found.tc;
    smoothTc += share * found.smoothTc;
    pullBack(era, found.gradient).forEach((value, j) => (slope[j] += share * value));
  }
  return { tc, smoothTc, slope };
}
