import type { Rebalance } from '@robata/portfolio';
import { applyTrades, type FundState, type FundTrade } from './fundState.ts';

/** What the fund trades by, of a rebalance. */
export type TradedRebalance = Pick<Rebalance, 'status' | 'targetWeights' | 'exposures' | 'breaches' | 'incidents'> & {
  readonly problem: Pick<Rebalance['problem'], 'exposureNames'>;
};

/** What a rebalance of the fund leaves on record. */
export interface FundRebalance extends FundTrade {
  readonly status: Rebalance['status'];
  /** Exposure name → Σ weight × exposure just after the trade. */
  readonly exposures: ReadonlyMap<string, number>;
  /** The largest excess over a limit of an exposure, net or gross (positions and turnover have their own reports); 0 if all are kept. */
  readonly exposureBreach: number;
  readonly incidents: readonly string[];
}

/** Trades the fund to a rebalance's target weights, forced sales and trims included; cost as in `applyTrades`. */
export function rebalanceFund(
  state: FundState,
  rebalance: TradedRebalance,
  linearCost: number | ReadonlyMap<number, number>,
): { readonly state: FundState; readonly record: FundRebalance } {
  const traded = applyTrades(state, rebalance.targetWeights, linearCost);
  const excesses = rebalance.breaches.flatMap(({ name, excess }) =>
    name === 'position' || name === 'turnover' ? [] : [excess],
  );
  return {
    state: traded.state,
    record: {
      ...traded.trade,
      status: rebalance.status,
      exposures: new Map(rebalance.problem.exposureNames.map((name, k) => [name, rebalance.exposures[k]])),
      exposureBreach: Math.max(0, ...excesses),
      incidents: rebalance.incidents,
    },
  };
}
