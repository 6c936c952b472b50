import type { Matrix } from '@robata/kernels';
import { firstNotFinite } from '../firstNotFinite.ts';
import type { PortfolioProblem } from '../optimizer/problem.ts';
import { problemFault } from '../optimizer/problemFault.ts';

/**
 * Everything that True Contribution of a round depends on, so that anyone can compute it again.
 * Two forms: all models with their stakes; or some models beside the meta model and the total stake of all.
 */
export interface ContributionKit {
  /** The round's problem; alpha follows from the meta model. */
  readonly problem: Omit<PortfolioProblem, 'alpha'>;
  /** n ≥ 0, per horizon; alpha = informationCoefficient · volatility · z. */
  readonly volatility: Float64Array;
  readonly informationCoefficient: number;
  readonly models: readonly string[];
  /** n × M, raw: ranked and gaussianized here. */
  readonly predictions: Matrix;
  /** M stakes ≥ 0. */
  readonly stakes: Float64Array;
  /** n realized returns; absent until they are known. */
  readonly returns?: Float64Array;
  /** The weight w a model is given in leave-one-out, in (0, 1]. */
  readonly stakeFraction: number;
  /** The partial form: the stake-weighted mean of all models' gaussianized ranks, and their total stake. */
  readonly others?: { readonly metaModel: Float64Array; readonly totalStake: number } | null;
}

/** The first thing wrong with a kit as one plain sentence, or null. */
export function kitFault(kit: ContributionKit): string | null {
  const { problem, volatility, models, predictions, stakes, returns, stakeFraction, others } = kit;
  const n = problem.ids.length;
  const fault = problemFault({ ...problem, alpha: new Float64Array(n) });
  if (fault !== null) return fault;
  if (new Set(models).size !== models.length) return 'models holds a name twice.';
  if (predictions.rows !== n || predictions.columns !== models.length) {
    return `predictions is ${predictions.columns} lists of ${predictions.rows} and not ${models.length} of ${n}.`;
  }
  if (stakes.length !== models.length) return `stakes has ${stakes.length} values and not ${models.length}.`;
  const perStock = { volatility, returns, metaModel: others?.metaModel };
  for (const [field, values] of Object.entries(perStock)) {
    if (values === undefined) continue;
    if (values.length !== n) return `${field} has ${values.length} values and not ${n}, one for each stock.`;
    const row = firstNotFinite(values);
    if (row >= 0) return `${field} is ${values[row]} in row ${row + 1} and must be a finite number.`;
  }
  const negative = volatility.findIndex((value) => value < 0);
  if (negative >= 0) return `volatility is ${volatility[negative]} in row ${negative + 1} and must not be negative.`;
  const missing = firstNotFinite(predictions.data);
  if (missing >= 0) {
    return `the prediction of ${models[Math.floor(missing / n)]} is ${predictions.data[missing]} in row ${(missing % n) + 1}.`;
  }
  const stake = stakes.findIndex((value) => !(value >= 0 && value < Infinity));
  if (stake >= 0) return `stakes is ${stakes[stake]} for ${models[stake]} and must not be negative.`;
  if (!Number.isFinite(kit.informationCoefficient)) return 'informationCoefficient must be a finite number.';
  if (!(stakeFraction > 0 && stakeFraction <= 1)) return `stakeFraction is ${stakeFraction} and must be in (0, 1].`;
  const staked = stakes.reduce((total, value) => total + value, 0);
  if (!others && staked === 0) return 'stakes are all 0: without a stake there is no meta model.';
  if (others && !(others.totalStake > 0 && others.totalStake < Infinity)) {
    return `totalStake is ${others.totalStake} and must be above 0.`;
  }
  if (others && staked > others.totalStake * (1 + 1e-9)) return 'stakes add up to more than totalStake.';
  return null;
}

/** The kit's returns. Throws RangeError where they are not known yet. */
export function returnsOf({ returns }: ContributionKit): Float64Array {
  if (returns === undefined) throw new RangeError('the kit has no returns yet');
  return returns;
}
