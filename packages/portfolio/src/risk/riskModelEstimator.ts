import { type Matrix, matrix } from '@robata/kernels';
import { type Exposures, factorKind } from './exposureMatrix.ts';
import { dailyDecay, type FactorCovarianceSettings, factorCovariance } from './factorCovariance.ts';
import { type FactorFit, factorReturns, type TooFewReturns } from './factorReturns.ts';
import { clipRobust } from './quantile.ts';
import { type RiskModel, totalVolatility } from './riskModel.ts';

export interface RiskModelSettings extends FactorCovarianceSettings {
  /** Trading days to which everything is scaled. */
  readonly horizonDays: number;
  /** Factor returns older than this many fitted days are forgotten, and so are a stock's residuals after such a gap. */
  readonly historyDays: number;
  /** No model before this many fitted days; a factor with fewer takes the mean variance of its kind. */
  readonly minimumDays: number;
  readonly specificHalfLife: number;
  /** 0…1: how far specific volatilities are drawn to the mean of their size decile. */
  readonly specificShrinkage: number;
  /** A stock with fewer residuals takes the mean specific volatility of its size decile. */
  readonly minimumResiduals: number;
  /** Per day. */
  readonly specificVolatilityFloor: number;
  /** Returns (in the regression) and residuals are clipped this many robust sd of their day from its median. */
  readonly clipSds: number;
}

/** Finance-defaults §3, with the bias statistics that led to them. */
export const defaultRiskModelSettings: RiskModelSettings = {
  horizonDays: 20,
  historyDays: 504,
  minimumDays: 60,
  volatilityHalfLife: 84,
  correlationHalfLife: 252,
  correlationShrinkage: 0.1,
  specificHalfLife: 84,
  specificShrinkage: 0.1,
  minimumResiduals: 40,
  specificVolatilityFloor: 0.006,
  clipSds: 10,
};

/** Stocks of one date; `securities` are indices that stay with a company for good, the other arrays are in their order. */
export interface CrossSection {
  readonly securities: Int32Array;
  readonly exposures: Exposures;
  /** Market value. */
  readonly size: Float64Array;
}

export type DayFit = FactorFit | TooFewReturns;

export type RiskModelEstimate =
  | { readonly status: 'estimated'; readonly model: RiskModel }
  | { readonly status: 'insufficient_history'; readonly days: number; readonly minimumDays: number };

/** Exponentially weighted squares of one stock's residuals, decayed to the day of the last of them. */
interface ResidualMoments {
  squares: number;
  weight: number;
  count: number;
  lastDay: number;
}

/**
 * Estimates the risk model as the days pass: `addDay` for every trading day in order, `estimate` whenever a model is wanted.
 * Deterministic: the same days in the same order give the same bits. Exposures may be held for several days (pass the same object).
 *
 * Factors are aligned by name: one that appears later, or vanishes for a time, has missing returns on the other days.
 * A factor with fewer than `minimumDays` returns takes the mean variance of the factors of its kind (of all but the market if there
 * are none) and no correlation.
 */
export class RiskModelEstimator {
  readonly settings: RiskModelSettings;
  readonly #factors = new Map<string, number>();
  /** One row per fitted day, by the numbers of `#factors`; a row ends before factors that were not yet known. */
  readonly #factorReturns: Float64Array[] = [];
  readonly #residuals = new Map<number, ResidualMoments>();
  readonly #specificDecay: number;
  #day = 0;

  constructor(settings: RiskModelSettings = defaultRiskModelSettings) {
    this.settings = settings;
    this.#specificDecay = dailyDecay(settings.specificHalfLife);
  }

  /** Fitted days in the history, at most `historyDays`. */
  get days(): number {
    return this.#factorReturns.length;
  }

  /** Takes in one day's simple returns (NaN allowed). A day on which too few stocks have one leaves no trace. */
  addDay(day: CrossSection & { readonly returns: Float64Array }): DayFit {
    const fit = factorReturns({ ...day, clipSds: this.settings.clipSds });
    if (fit.status !== 'fitted') return fit;
    this.#day += 1;
    this.#addFactorReturns(day.exposures.names, fit.factorReturns);
    this.#addResiduals(day.securities, fit);
    return fit;
  }

  /** The model for the stocks of `target`, from all days added so far; per horizon. */
  estimate(target: CrossSection): RiskModelEstimate {
    const { horizonDays, minimumDays } = this.settings;
    if (this.days < minimumDays) return { status: 'insufficient_history', days: this.days, minimumDays };
    const { names, matrix: exposures } = target.exposures;
    const covariance = this.#factorCovariance(names);
    for (let i = 0; i < covariance.data.length; i++) covariance.data[i] *= horizonDays;
    const specificVariance = this.#specificVolatility(target).map((sd) => sd * sd * horizonDays);
    return {
      status: 'estimated',
      model: {
        factorNames: names,
        exposures,
        factorCovariance: covariance,
        specificVariance,
        totalVolatility: totalVolatility(exposures, covariance, specificVariance),
        horizonDays,
      },
    };
  }

  #addFactorReturns(names: readonly string[], returns: Float64Array): void {
    for (const name of names) if (!this.#factors.has(name)) this.#factors.set(name, this.#factors.size);
    const row = new Float64Array(this.#factors.size).fill(Number.NaN);
    names.forEach((name, k) => {
      row[this.#factors.get(name) as number] = returns[k];
    });
    this.#factorReturns.push(row);
    if (this.#factorReturns.length > this.settings.historyDays) this.#factorReturns.shift();
  }

  /** The regression takes out `factors` degrees of freedom, which n / (n − factors) puts back on average. */
  #addResiduals(securities: Int32Array, fit: FactorFit): void {
    const correction = fit.stocks / (fit.stocks - fit.factors);
    const clipped = clipRobust(fit.residuals, this.settings.clipSds);
    clipped.forEach((residual, i) => {
      if (Number.isNaN(residual)) return;
      let moments = this.#residuals.get(securities[i]);
      if (moments === undefined || this.#day - moments.lastDay > this.settings.historyDays) {
        moments = { squares: 0, weight: 0, count: 0, lastDay: this.#day };
        this.#residuals.set(securities[i], moments);
      }
      const decay = this.#decayOver(this.#day - moments.lastDay);
      moments.squares = moments.squares * decay + correction * residual * residual;
      moments.weight = moments.weight * decay + 1;
      moments.count += 1;
      moments.lastDay = this.#day;
    });
  }

  #decayOver(days: number): number {
    let decay = 1;
    for (let t = 0; t < days; t++) decay *= this.#specificDecay;
    return decay;
  }

  #factorCovariance(names: readonly string[]): Matrix {
    const history = matrix(this.days, names.length);
    const known = names.map((name, k) => {
      const number = this.#factors.get(name) ?? Number.POSITIVE_INFINITY;
      let count = 0;
      this.#factorReturns.forEach((row, t) => {
        const value = number < row.length ? row[number] : Number.NaN;
        history.data[k * this.days + t] = value;
        if (!Number.isNaN(value)) count += 1;
      });
      return count >= this.settings.minimumDays;
    });
    names.forEach((_, k) => {
      if (!known[k]) history.data.fill(Number.NaN, k * this.days, (k + 1) * this.days);
    });
    const covariance = factorCovariance(history, this.settings);
    names.forEach((name, k) => {
      if (!known[k]) covariance.data[k * (names.length + 1)] = varianceOfPeers(name, names, known, covariance);
    });
    return covariance;
  }

  /** Per day, in the order of the cross-section. */
  #specificVolatility({ securities, size }: CrossSection): Float64Array {
    const { minimumResiduals, specificShrinkage, specificVolatilityFloor } = this.settings;
    const own = Float64Array.from(securities, (security) => {
      const moments = this.#residuals.get(security);
      const isKnown = moments !== undefined && moments.count >= minimumResiduals;
      return isKnown && this.#day - moments.lastDay <= this.settings.historyDays
        ? Math.sqrt(moments.squares / moments.weight)
        : Number.NaN;
    });
    const decileMean = sizeDecileMeans(own, size);
    return own.map((sd, i) => {
      const shrunk = Number.isNaN(sd)
        ? decileMean[i]
        : (1 - specificShrinkage) * sd + specificShrinkage * decileMean[i];
      return Math.max(specificVolatilityFloor, shrunk);
    });
  }
}

function varianceOfPeers(
  name: string,
  names: readonly string[],
  known: readonly boolean[],
  covariance: Matrix,
): number {
  const variances = (isPeer: (other: string) => boolean) =>
    names.flatMap((other, k) => (known[k] && isPeer(other) ? [covariance.data[k * (names.length + 1)]] : []));
  const sameKind = variances((other) => factorKind(other) === factorKind(name));
  const peers = sameKind.length > 0 ? sameKind : variances((other) => factorKind(other) !== 'market');
  return peers.length === 0 ? 0 : peers.reduce((sum, variance) => sum + variance, 0) / peers.length;
}

/** For each stock the mean of the known values in its size decile; where a decile knows none, the mean of all (0 if there is none). */
function sizeDecileMeans(values: Float64Array, size: Float64Array): Float64Array {
  const n = values.length;
  const order = Array.from(values.keys()).sort((a, b) => (size[a] || 0) - (size[b] || 0) || a - b);
  const decile = new Int32Array(n);
  order.forEach((i, rank) => {
    decile[i] = Math.floor((10 * rank) / n);
  });
  const sums = new Float64Array(11);
  const counts = new Float64Array(11);
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    for (const group of [decile[i], 10]) {
      sums[group] += value;
      counts[group] += 1;
    }
  });
  const overall = counts[10] > 0 ? sums[10] / counts[10] : 0;
  return Float64Array.from(decile, (group) => (counts[group] > 0 ? sums[group] / counts[group] : overall));
}
