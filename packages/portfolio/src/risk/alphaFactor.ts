import { choleskySolve, dotProduct, matrixVector, transposedMatrixVector, weightedCrossProduct } from '@robata/kernels';
import { choleskySemidefinite } from './choleskySemidefinite.ts';
import { appendFactor, type RiskModel } from './riskModel.ts';

/** The name of the exposure to the direction of the meta model's alpha. */
export const ALPHA_FACTOR = 'alpha';

/**
 * What the alpha directions of past rounds returned, summed up. Each return is that of the pure-factor portfolio D⁻¹q of its round, of unit
 * specific variance *per horizon*; so over a horizon its variance is 1 if the model without alpha is right, more if bets share risk.
 */
export interface AlphaFactorHistory {
  /** Trading days covered by the returns, together. */
  readonly days: number;
  readonly squaredReturns: number;
}

export interface AlphaFactorSettings {
  /** Fewer days than this and the variance is the start value; default 125, the trading days of 26 weeks with their holidays. */
  readonly minimumDays: number;
  /** Variance per horizon before there is a history; default 2. */
  readonly startVariance: number;
}

export const emptyAlphaFactorHistory: AlphaFactorHistory = { days: 0, squaredReturns: 0 };
export const defaultAlphaFactorSettings: AlphaFactorSettings = { minimumDays: 125, startVariance: 2 };

/** A residual smaller than this share of α (squared, D⁻¹-weighted) is rounding: α is a mixture of the factors. */
const EXPLAINED_SHARE = 1e-12;

/**
 * q: what α holds beyond the model's factors. α less its D⁻¹-weighted projection on X, scaled to q'D⁻¹q = 1 with D per horizon.
 * Null where α is 0 or a mixture of the factors. Throws RangeError for a wrong length or a value that is not finite.
 */
export function alphaDirection(model: RiskModel, alpha: Float64Array): Float64Array | null {
  const { exposures, specificVariance } = model;
  if (alpha.length !== exposures.rows || !alpha.every(Number.isFinite)) {
    throw new RangeError(`alpha needs ${exposures.rows} finite values`);
  }
  const precision = specificVariance.map((variance) => 1 / variance);
  const weighted = (values: Float64Array) => values.map((value, i) => value * precision[i]);
  const factor = choleskySemidefinite(weightedCrossProduct(exposures, precision));
  const withoutFactors = (values: Float64Array) => {
    const fitted = matrixVector(
      exposures,
      choleskySolve(factor.lower, transposedMatrixVector(exposures, weighted(values))),
    );
    return values.map((value, i) => value - fitted[i]);
  };
  // The second pass takes out what rounding left in the first.
  const residual = withoutFactors(withoutFactors(alpha));
  const squared = dotProduct(residual, weighted(residual));
  if (!(squared > EXPLAINED_SHARE * dotProduct(alpha, weighted(alpha)))) return null;
  return residual.map((value) => value / Math.sqrt(squared));
}

/**
 * The alpha factor's variance per horizon: the mean square of past pure-factor returns scaled to the horizon (weekly returns × 4 for
 * 20 days) less 1, the specific variance that D already counts; not below 0. The start value while the history is short.
 */
export function alphaFactorVariance(
  history: AlphaFactorHistory,
  horizonDays: number,
  settings: AlphaFactorSettings = defaultAlphaFactorSettings,
): number {
  if (history.days < settings.minimumDays) return settings.startVariance;
  return Math.max(0, (history.squaredReturns / history.days) * horizonDays - 1);
}

/**
 * The risk model with the exposure `alpha`: without it the optimizer puts its bets where the model sees no risk, and realized risk is about
 * twice the predicted one (finance-defaults §3). Compute it once per round from the full meta model and keep it in every leave-one-out problem.
 *
 * `totalVolatility` stays as it was: the factor says that specific returns move together, not that single stocks move more
 * (its part in one stock's variance is of the order of 1/n), and α = IC·σ·z must not depend on itself.
 * Returned unchanged where α has no direction of its own (see `alphaDirection`). Throws RangeError if there is an alpha factor already.
 */
export function appendAlphaFactor(
  model: RiskModel,
  alpha: Float64Array,
  history: AlphaFactorHistory,
  settings?: AlphaFactorSettings,
): RiskModel {
  if (model.factorNames.includes(ALPHA_FACTOR)) throw new RangeError('the risk model has an alpha factor already');
  const direction = alphaDirection(model, alpha);
  if (direction === null) return model;
  return appendFactor(model, ALPHA_FACTOR, direction, alphaFactorVariance(history, model.horizonDays, settings));
}

/**
 * The return q'D⁻¹r of a round's pure alpha portfolio, whose exposure to all other factors is 0. `model` is the round's model with its alpha
 * factor, `returns` are simple returns in its order; a missing one counts as 0. Null if the model has no alpha factor.
 */
export function pureAlphaReturn(model: RiskModel, returns: Float64Array): number | null {
  const k = model.factorNames.indexOf(ALPHA_FACTOR);
  if (k < 0) return null;
  const q = model.exposures.data.subarray(k * returns.length, (k + 1) * returns.length);
  return dotProduct(
    q,
    returns.map((value, i) => (Number.isNaN(value) ? 0 : value / model.specificVariance[i])),
  );
}

/** The history with one more realized return, over `days` trading days (5 for a week; periods must not overlap). */
export function observeAlphaFactor(history: AlphaFactorHistory, realized: number, days: number): AlphaFactorHistory {
  if (!Number.isFinite(realized) || !(days > 0))
    throw new RangeError('an alpha return needs a finite value and some days');
  return { days: history.days + days, squaredReturns: history.squaredReturns + realized * realized };
}
