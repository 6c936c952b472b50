import { column, dotProduct, matrix } from '@robata/kernels';
import {
  alphaFromMetaModel,
  type ContributionKit,
  gaussianizedPredictions,
  metaModelOf,
  optimize,
} from '@robata/portfolio';

/** The alphas of some models' portfolios with and without them, by the definition: the others' mean summed anew for each. */
export function pairAlphas(kit: ContributionKit, models: readonly number[]) {
  const gaussianized = gaussianizedPredictions(kit.predictions);
  const alphaOf = (signal: Float64Array): Float64Array =>
    alphaFromMetaModel(signal, kit.volatility, kit.informationCoefficient);
  return models.map((model) => {
    const others = metaModelOf(
      gaussianized,
      kit.stakes.map((stake, u) => (u === model ? 0 : stake)),
    );
    const g = column(gaussianized, model);
    const joined = others.map((m, i) => (1 - kit.stakeFraction) * m + kit.stakeFraction * g[i]);
    return { model, without: alphaOf(others), with: alphaOf(joined) };
  });
}

/** Alphas side by side, without and with in turn, for a peer to read. */
export function alphaColumns(pairs: ReturnType<typeof pairAlphas>) {
  const columns = pairs.flatMap((pair) => [pair.without, pair.with]);
  const result = matrix(columns[0]?.length ?? 0, columns.length);
  columns.forEach((values, at) => column(result, at).set(values));
  return result;
}

export interface ChangeErrors {
  readonly models: number;
  /** Largest |error| of the change of return, relative to the exact change, where that is above 1e-9. */
  readonly largestRelativeError: number;
  /** Root mean square of the errors over that of the exact changes. */
  readonly rmsRelativeError: number;
  readonly wrongSigns: number;
}

const COUNTS = 1e-9;

/** Our change of the portfolio's return by each model against the exact one. */
export function changeErrors(ours: readonly number[], exact: readonly number[]): ChangeErrors {
  let largest = 0;
  let wrongSigns = 0;
  let squares = 0;
  let errors = 0;
  exact.forEach((value, at) => {
    const error = Math.abs(ours[at] - value);
    squares += value * value;
    errors += error * error;
    if (!(Math.abs(value) > COUNTS)) return;
    largest = Math.max(largest, error / Math.abs(value));
    if (Math.sign(ours[at]) !== Math.sign(value)) wrongSigns += 1;
  });
  return {
    models: exact.length,
    largestRelativeError: largest,
    rmsRelativeError: Math.sqrt(errors / squares),
    wrongSigns,
  };
}

/** Our changes of return against those of both problems solved from nothing by the interior point, for so many of the models. */
export function ladderErrors(
  kit: ContributionKit & { readonly returns: Float64Array },
  ours: Float64Array,
  check: number,
): ChangeErrors & { readonly ladderResidual: number } {
  const checked = Array.from({ length: check }, (_, at) => Math.floor((at * ours.length) / check));
  let ladderResidual = 0;
  const returnAt = (alpha: Float64Array): number => {
    const { status, weights, residuals } = optimize({ ...kit.problem, alpha }, { engine: 'interior_point' });
    if (status !== 'solved') throw new Error(`the ladder ends with ${status}`);
    ladderResidual = Math.max(ladderResidual, residuals.primal, residuals.dual, residuals.gap);
    return dotProduct(weights, kit.returns);
  };
  const exact = pairAlphas(kit, checked).map((pair) => returnAt(pair.with) - returnAt(pair.without));
  const own = checked.map((model) => ours[model]);
  return { ...changeErrors(own, exact), ladderResidual };
}
