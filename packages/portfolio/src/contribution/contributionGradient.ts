import { dotProduct, gaussianizedRank } from '@robata/kernels';
import { momentsOf, standardized } from '../alpha.ts';
import { type ContributionKit, returnsOf } from './contributionKit.ts';
import { contributionDirection, type GradientOptions, prepareGradient } from './gradient.ts';

/** What predictions would have earned in a resolved round, and how that changes with them. */
export interface ContributionGradient {
  /** Gradient TC, as the round would have scored them. */
  readonly tc: number;
  /** A smooth stand-in for it: the direction times the predictions' standard scores in place of their gaussianized ranks. */
  readonly smoothTc: number;
  /** n: the derivative of `smoothTc` by each prediction; sums to 0, and is orthogonal to the predictions. 0 for constant ones. */
  readonly gradient: Float64Array;
}

/**
 * The direction in which a resolved round paid: n values ∂TC/∂g by the gaussianized rank g of each stock of the kit, in the order of its ids.
 * TC by gradient is linear in g, so that this vector is all that a round says about TC: publish it, or keep it, and no portfolio is solved
 * again. A full kit takes the draws of `options`, a partial one (without the others' predictions) the single undropped gradient.
 *
 * Null where no draw was solved. Throws RangeError on a faulty kit, or one without returns.
 */
export function directionOfRound(kit: ContributionKit, options: GradientOptions = {}): Float64Array | null {
  const returns = returnsOf(kit);
  const prepared = prepareGradient(kit, options);
  return contributionDirection(prepared, prepared.draws(0, prepared.count), returns);
}

/**
 * TC of predictions in a resolved round and its gradient: what a model is trained with, round by round.
 *
 * TC itself moves in steps, as ranks do: its derivative by a prediction is 0 nearly everywhere. The gradient is that of its stand-in
 * ẑ'∂TC/∂g with ẑ = (p − mean)/std (divisor n), which is TC where the predictions are normally distributed, as those of a linear model of
 * many features nearly are. The chain rule goes on from here: for a linear model p = Xb it is b ← b + step · X'gradient.
 *
 * Ties share their rank; constant predictions give 0 for everything. Throws RangeError where lengths differ or a prediction is not a finite number.
 *
 *     const direction = directionOfRound(kit);
 *     const { tc, gradient } = contributionGradient(predictions, direction);
 */
export function contributionGradient(predictions: Float64Array, direction: Float64Array): ContributionGradient {
  const n = direction.length;
  if (predictions.length !== n) throw new RangeError(`${predictions.length} predictions do not fit ${n} stocks`);
  const wrong = predictions.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RangeError(`prediction ${wrong + 1} is ${predictions[wrong]} and must be a finite number`);
  const moments = momentsOf(predictions);
  const { deviation } = moments;
  if (deviation === 0) return { tc: 0, smoothTc: 0, gradient: new Float64Array(n) };
  const z = standardized(predictions, moments);
  const smoothTc = dotProduct(z, direction);
  const centre = direction.reduce((sum, value) => sum + value, 0) / n;
  return {
    tc: dotProduct(gaussianizedRank(predictions), direction),
    smoothTc,
    gradient: z.map((score, i) => (direction[i] - centre - (smoothTc / n) * score) / deviation),
  };
}
