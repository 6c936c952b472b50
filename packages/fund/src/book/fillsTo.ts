import { type Amount, amountOf, ZERO } from '@robata/ledger';
import { approximate, exact, ONE, product } from '../money.ts';
import type { Book } from './book.ts';
import type { Fill } from './bookEvent.ts';
import { type CostTerms, costOfTrade, type Liquidity } from './costTerms.ts';

export interface FillsInput {
  readonly book: Book;
  /** What weights are shares of: the NAV before the trade. */
  readonly capital: Amount;
  /** Security → weight; what is held and not named is sold whole. */
  readonly targetWeights: ReadonlyMap<number, number>;
  /** Closing prices of everything that is traded, above 0. */
  readonly priceOf: (security: number) => Amount | undefined;
  readonly costs: CostTerms;
  readonly liquidityOf?: (security: number) => Liquidity | undefined;
}

/**
 * The fills that take a book to target weights at given prices, in fractional shares, all filled: what a backtest trades
 * (orders in whole lots and partial fills: `orderPlan`, `paperBroker`). Ascending by security; none of no shares.
 * Costs leave the cash: NAV after = NAV before − Σ costs. Throws RangeError where a price is missing or a weight is not finite.
 */
export function fillsTo({ book, capital, targetWeights, priceOf, costs, liquidityOf }: FillsInput): Fill[] {
  const held = new Map(book.positions.map(({ security, quantity }) => [security, quantity]));
  const fills: Fill[] = [];
  for (const security of [...new Set([...held.keys(), ...targetWeights.keys()])].sort((a, b) => a - b)) {
    const weight = targetWeights.get(security) ?? 0;
    const target = weight === 0 ? ZERO : product(exact(weight), capital);
    const price = priceOf(security);
    if (price === undefined || price <= 0n) throw new RangeError(`security ${security} has no price to trade at`);
    const quantity = amountOf((target * ONE) / price - (held.get(security) ?? 0n));
    if (quantity === 0n) continue;
    const value = approximate(product(quantity, price));
    const { linear, impact } = costOfTrade(security, value, costs, liquidityOf?.(security));
    fills.push({ security, quantity, price, linearCost: exact(linear), impactCost: exact(impact) });
  }
  return fills;
}
