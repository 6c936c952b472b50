import {
  applyDay,
  type FundState,
  type FundSummary,
  holdingWeights,
  netAssetValue,
  openFund,
  rebalanceFund,
  type TradedRebalance,
} from '@robata/fund';
import type { MarketPanel } from '@robata/market';
import type { FundDayRecord } from '@robata/tournament';
import { fundFigures } from './fundFigures.ts';
import { SeenPrices } from './seenPrices.ts';

/** The fund on the simulated clock: drifts with its holdings, and trades at a later close what was decided at a round's close. */
export class FundDesk {
  #fund: FundState;
  readonly #days: FundDayRecord[] = [];
  readonly #seen = new SeenPrices();
  #decided: { readonly day: number; readonly rebalance: TradedRebalance; readonly linearCost: number }[] = [];

  constructor(capital: number) {
    this.#fund = openFund(capital);
  }

  /** Security → weight before the next rebalance: what is held, or what is already decided and not traded yet. */
  get holdings(): ReadonlyMap<number, number> {
    return this.#decided.at(-1)?.rebalance.targetWeights ?? holdingWeights(this.#fund);
  }

  /** All days so far in figures, beside the worst breach of an exposure limit at any rebalance. */
  summary(exposureBreach: number): FundSummary {
    return fundFigures(this.#days, exposureBreach);
  }

  /** The target weights will be traded at the close of `day`, at the cost that they were decided with. */
  decide(day: number, rebalance: TradedRebalance, linearCost: number): void {
    this.#decided.push({ day, rebalance, linearCost });
  }

  /**
   * The fund after the close of a trading day. A security without a price keeps its value until it has one again, with what happened meanwhile, or
   * the next rebalance sells it.
   */
  playDay(panel: MarketPanel, day: number): FundDayRecord {
    const held = [...this.#fund.positions.keys()];
    const returns = this.#seen.returns(panel, held, day);
    const returnOf = new Map(held.map((security, i) => [security, returns[i] as number]));
    this.#fund = applyDay(this.#fund, { returnOf: (security) => returnOf.get(security) ?? Number.NaN });
    let turnover = 0;
    let cost = 0;
    for (const decided of this.#decided.filter((each) => each.day === day)) {
      const traded = rebalanceFund(this.#fund, decided.rebalance, decided.linearCost);
      this.#fund = traded.state;
      turnover += traded.record.turnover;
      cost += traded.record.cost;
    }
    this.#decided = this.#decided.filter((each) => each.day > day);
    this.#seen.see(panel, this.#fund.positions.keys(), day);
    const gross = [...holdingWeights(this.#fund).values()].reduce((sum, weight) => sum + Math.abs(weight), 0);
    const record = { day: panel.days[day] as string, nav: netAssetValue(this.#fund), gross, turnover, cost };
    this.#days.push(record);
    return record;
  }
}
