import { tradingCost } from '@robata/portfolio';

/** What trading and holding cost. Every rate is a share: .001 is 10 basis points. */
export interface CostTerms {
  /** One-way share of what is traded: the optimizer's own cost; one number, or one per security (every traded one must be in it). */
  readonly linear: number | ReadonlyMap<number, number>;
  /** Square-root impact, y in y · σ · |V| · √(|V| / volume); null: none. About 1 by the literature (Almgren et al. 2005, Tóth et al. 2011). */
  readonly impact: number | null;
  /** Fee per year for borrowed stock, as a share of its value; others than the default by security. */
  readonly borrowPerYear: number;
  readonly borrowPerYearOf: ReadonlyMap<number, number>;
  /** Interest per year on cash (short proceeds included: with the borrow fee that is the rebate), and on borrowed cash. */
  readonly creditPerYear: number;
  readonly debitPerYear: number;
  /** Days of a year in interest and borrow fees. */
  readonly dayCount: 360 | 365;
}

export const freeHolding: Omit<CostTerms, 'linear'> = Object.freeze({
  impact: null,
  borrowPerYear: 0,
  borrowPerYearOf: new Map(),
  creditPerYear: 0,
  debitPerYear: 0,
  dayCount: 365,
});

/** A security's day, as market impact needs it. */
export interface Liquidity {
  /** Money traded in a day. */
  readonly volume: number;
  /** Daily volatility of returns. */
  readonly volatility: number;
}

export interface TradeCost {
  readonly linear: number;
  readonly impact: number;
}

/**
 * What a trade of `value` (money, either sign) costs: c|V| by the optimizer's own `tradingCost`, and y·σ·|V|·√(|V|/volume), the square-root
 * law: a trade of the whole daily volume moves the price by about a day's volatility. Without impact, liquidity is not needed.
 * Throws RangeError for a missing or negative cost, or for impact without liquidity.
 */
export function costOfTrade(security: number, value: number, terms: CostTerms, liquidity?: Liquidity): TradeCost {
  const rate = typeof terms.linear === 'number' ? terms.linear : terms.linear.get(security);
  if (rate === undefined || !(rate >= 0)) throw new RangeError(`security ${security} has no cost of trading`);
  const linear = tradingCost([0], [value], rate);
  if (terms.impact === null || value === 0) return { linear, impact: 0 };
  if (liquidity === undefined || !(liquidity.volume > 0) || !(liquidity.volatility >= 0)) {
    throw new RangeError(`security ${security} has no daily volume and volatility, which market impact needs`);
  }
  const size = Math.abs(value);
  return { linear, impact: terms.impact * liquidity.volatility * size * Math.sqrt(size / liquidity.volume) };
}
