import type { PortfolioProblem } from '../optimizer/problem.ts';
import { ALPHA_FACTOR } from '../risk/alphaFactor.ts';
import type { RiskModel } from '../risk/riskModel.ts';
import {
  defaultOptimizerSettings,
  exposureLimit,
  type OptimizerSettings,
  positionLimit,
  type RebalanceSchedule,
  turnoverLimit,
} from './optimizerSettings.ts';

export interface RebalanceInput {
  /** Of the stocks that may be held now, with or without the alpha factor. */
  readonly riskModel: RiskModel;
  /** The stocks of the risk model's rows: permanent numbers, and the ids under which the problem is published. */
  readonly securities: Int32Array;
  readonly ids: readonly string[];
  /** α per horizon, in the same order, finite. */
  readonly alpha: Float64Array;
  /** Security → weight (share of NAV) held before the rebalance, drifted with prices. */
  readonly holdings: ReadonlyMap<number, number>;
  readonly settings?: OptimizerSettings;
  readonly schedule?: RebalanceSchedule;
}

/** A trade that precedes the optimization and does not count against the turnover limit. */
export interface ForcedTrade {
  readonly security: number;
  readonly from: number;
  readonly to: number;
}

/** What will be asked of the optimizer and what is done before. A value: it can be shown, hashed, published and replayed. */
export interface RebalancePlan {
  /** `holdings` in it are those after the forced sales and trims. */
  readonly problem: PortfolioProblem;
  /** In the order of the problem's stocks. */
  readonly securities: Int32Array;
  /** Holdings that left the universe, sold whole; ascending by security. */
  readonly forcedSales: readonly ForcedTrade[];
  /** Holdings that drifted past the position limit, brought back to it; ascending by security. */
  readonly trims: readonly ForcedTrade[];
  /** One-way cost of the forced trades, as a share of what they trade. */
  readonly linearCost: number;
}

const magnitudes = (limits: readonly number[]) => ({
  lower: Float64Array.from(limits, (limit) => -limit),
  upper: Float64Array.from(limits),
});

/**
 * Plans a rebalance: sell first what left the universe, trim what drifted past its position limit (else the problem would be infeasible),
 * and put the rest to the optimizer under the settings. Pure; solve it with `rebalance`.
 * Throws RangeError on unequal lengths, a repeated security, or alpha or a weight that is not finite.
 */
export function rebalancePlan(input: RebalanceInput): RebalancePlan {
  const { riskModel, securities, ids, alpha, holdings } = input;
  const { settings = defaultOptimizerSettings, schedule = 'weekly' } = input;
  const stocks = securities.length;
  if (riskModel.exposures.rows !== stocks || ids.length !== stocks || alpha.length !== stocks) {
    throw new RangeError(
      `${stocks} securities, ${riskModel.exposures.rows} in the risk model, ${ids.length} ids, ${alpha.length} alphas`,
    );
  }
  const members = new Set(securities);
  if (members.size !== stocks) throw new RangeError('a security stands twice in the universe');
  if (![...alpha, ...holdings.values()].every(Number.isFinite))
    throw new RangeError('an alpha or a holding is not finite');

  const position = positionLimit(settings, stocks);
  const forced = [...holdings]
    .filter(([security, weight]) => weight !== 0 && (!members.has(security) || Math.abs(weight) > position))
    .sort(([a], [b]) => a - b)
    .map(([security, from]) => ({ security, from, to: members.has(security) ? Math.sign(from) * position : 0 }));
  const afterForced = new Map([...holdings, ...forced.map(({ security, to }) => [security, to] as const)]);
  const exposures = magnitudes(riskModel.factorNames.map((name) => exposureLimit(settings, name)));
  const positions = magnitudes(Array.from({ length: stocks }, () => position));
  const riskAversion = riskModel.factorNames.includes(ALPHA_FACTOR)
    ? settings.riskAversionPerStockWithAlphaFactor
    : settings.riskAversionPerStock;
  return {
    problem: {
      ids,
      horizonDays: riskModel.horizonDays,
      alpha,
      holdings: Float64Array.from(securities, (security) => afterForced.get(security) ?? 0),
      riskAversion: riskAversion * stocks,
      exposureNames: riskModel.factorNames,
      exposures: riskModel.exposures,
      factorCovariance: riskModel.factorCovariance,
      specificVariance: riskModel.specificVariance,
      linearCost: new Float64Array(stocks).fill(settings.linearCost),
      limits: {
        exposureLower: exposures.lower,
        exposureUpper: exposures.upper,
        positionLower: positions.lower,
        positionUpper: positions.upper,
        gross: settings.gross,
        turnover: turnoverLimit(settings, schedule),
        net: [-settings.net, settings.net],
      },
    },
    securities,
    forcedSales: forced.filter(({ security }) => !members.has(security)),
    trims: forced.filter(({ security }) => members.has(security)),
    linearCost: settings.linearCost,
  };
}
