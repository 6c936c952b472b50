import {
  type Optimize,
  predictedVolatility,
  type Rebalance,
  type RiskModel,
  rebalance,
  tradedWeight,
  tradingCost,
} from '@robata/portfolio';
import { type BindingLimit, bindingLimits } from './bindingLimits.ts';
import type { MandatePlan, MandateRefusal } from './mandatePlan.ts';

/** A mandate's portfolio, and what the optimizer says of it. */
export interface MandateRebalance {
  readonly status: 'solved' | 'relaxed';
  /** Security → weight to hold in total: index and overlay included; what is held and not named is sold. */
  readonly targetWeights: ReadonlyMap<number, number>;
  /** Of the optimized book; its weights and exposures are against the index. */
  readonly rebalance: Rebalance;
  /** What holds the optimized book back, the dearest first. */
  readonly binding: readonly BindingLimit[];
  /** Σ|Δw| of everything traded, forced trades and overlay too, and its cost, as shares of NAV. */
  readonly turnover: number;
  readonly cost: number;
  /** Volatility over the risk model's horizon: of the optimized book (tracking error where there is an index), and of all stocks held. */
  readonly activeVolatility: number;
  readonly totalVolatility: number;
  readonly incidents: readonly string[];
}

/**
 * Solves a mandate's plan. Refused where the limits cannot hold together whatever is traded: the sentence names them.
 * A turnover limit that alone is in the way is raised as little as it must be, which is an incident ('relaxed').
 */
export function rebalanceMandate(
  planned: MandatePlan,
  riskModel: RiskModel,
  optimize: Optimize,
): MandateRebalance | MandateRefusal {
  const { plan, index, overlay, overlayTrade, mandate } = planned;
  const result = rebalance(plan, optimize);
  if (result.status === 'held') {
    return { status: 'refused', sentence: `${mandate.title}: ${result.incidents.join(' ')}` };
  }
  const active = result.solution.weights;
  const total = active.map((weight, i) => weight + (index.get(plan.securities[i]) ?? 0));
  const targetWeights = new Map<number, number>();
  plan.securities.forEach((security, i) => {
    if (Math.abs(total[i]) > DUST) targetWeights.set(security, total[i]);
  });
  if (overlay !== null) targetWeights.set(overlay.security, overlay.weight);
  const [from, to] = overlayTrade === null ? [[], []] : [[overlayTrade.from], [overlayTrade.to]];
  return {
    status: result.status,
    targetWeights,
    rebalance: result,
    binding: bindingLimits(result.problem, result.solution),
    turnover: result.turnover + result.forcedTurnover + tradedWeight(from, to),
    cost: result.cost + tradingCost(from, to, overlay?.linearCost ?? 0),
    activeVolatility: predictedVolatility(riskModel, active),
    totalVolatility: predictedVolatility(riskModel, total),
    incidents: result.incidents,
  };
}

/** Index weight plus its exact opposite, in doubles. */
const DUST = 1e-14;
