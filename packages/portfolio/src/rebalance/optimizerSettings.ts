import { factorKind } from '../risk/exposureMatrix.ts';

export type RebalanceSchedule = 'weekly' | 'daily';

/**
 * What the operator may tune of the portfolio; everything is per horizon of the risk model (20 trading days), weights are shares of NAV.
 * TC depends on these settings more than on the models (finance-defaults §7): never change one within 20 rounds.
 */
export interface OptimizerSettings {
  /** IC in α = IC·σ·z: the correlation expected between the meta model and the returns. */
  readonly informationCoefficient: number;
  /** γ = this × the number of stocks: at fixed gross the weights go with 1/n, and their risk with them. */
  readonly riskAversionPerStock: number;
  /** The same where the risk model holds the alpha factor, whose risk γ then also multiplies. */
  readonly riskAversionPerStockWithAlphaFactor: number;
  /** Σ|w| ≤ gross. */
  readonly gross: number;
  /** |Σw|, and |exposure| to the factors by their kind. The alpha factor is not limited. */
  readonly net: number;
  readonly market: number;
  readonly sector: number;
  readonly country: number;
  readonly beta: number;
  readonly style: number;
  /** |wᵢ| ≤ the larger of `position` and `positionTimesEqualWeight` / n: 450 stocks need larger positions than 2,000 to hold the same gross. */
  readonly position: number;
  readonly positionTimesEqualWeight: number;
  /** Σ|w − h|, buys plus sells, per week; a daily schedule has a fifth. Null: not limited. */
  readonly turnoverPerWeek: number | null;
  /** One-way, as a share of what is traded (.001 = 10 basis points). */
  readonly linearCost: number;
}

/** Finance-defaults §6 (2,000 US stocks, 186 weekly rebalances). */
export const defaultOptimizerSettings: OptimizerSettings = {
  informationCoefficient: 0.02,
  riskAversionPerStock: 0.1,
  riskAversionPerStockWithAlphaFactor: 0.05,
  gross: 1,
  net: 0.002,
  market: 0.002,
  sector: 0.01,
  country: 0.02,
  beta: 0.02,
  style: 0.05,
  position: 0.005,
  positionTimesEqualWeight: 10,
  turnoverPerWeek: 0.15,
  linearCost: 0.001,
};

/** The largest |weight| of one of n stocks: 0.5 % from 2,000 stocks on, 2 % for 500 (with the defaults). */
export function positionLimit(settings: OptimizerSettings, stocks: number): number {
  return Math.max(settings.position, settings.positionTimesEqualWeight / stocks);
}

/** The largest |exposure| to a factor; Infinity for the alpha factor. */
export function exposureLimit(settings: OptimizerSettings, factorName: string): number {
  const kind = factorKind(factorName);
  if (kind === 'alpha') return Number.POSITIVE_INFINITY;
  return factorName === 'style:beta' ? settings.beta : settings[kind];
}

/** Σ|w − h| allowed at one rebalance. */
export function turnoverLimit(settings: OptimizerSettings, schedule: RebalanceSchedule): number | null {
  if (settings.turnoverPerWeek === null) return null;
  return schedule === 'weekly' ? settings.turnoverPerWeek : settings.turnoverPerWeek / 5;
}
