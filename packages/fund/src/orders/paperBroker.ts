import { type Amount, amountOf } from '@robata/ledger';
import type { BookEvent } from '../book/bookEvent.ts';
import { type CostTerms, costOfTrade, type Liquidity } from '../book/costTerms.ts';
import { approximate, exact, ONE, product } from '../money.ts';
import { isBuy, type Order, signedQuantity } from './order.ts';

/** What a broker reports of an order. */
export interface Execution {
  readonly id: string;
  readonly orderId: string;
  /** As the broker calls them, where the report says it: they must be those of the order. */
  readonly symbol?: string;
  readonly side?: string;
  /** Shares, above 0. */
  readonly quantity: Amount;
  readonly price: Amount;
  readonly linearCost: Amount;
  readonly impactCost: Amount;
}

export interface PaperMarket {
  /** The close; undefined: no trading today. */
  readonly closeOf: (security: number) => Amount | undefined;
  /** Shares traded in the day; undefined: not known, and nothing is filled. */
  readonly volumeOf: (security: number) => number | undefined;
  /** The largest share of the day's volume that may be ours, in (0, 1]; null: everything is filled. */
  readonly volumeShare: number | null;
  readonly lot?: Amount;
  readonly costs: CostTerms;
  /** Daily volatility, for market impact. */
  readonly volatilityOf?: (security: number) => number | undefined;
}

/**
 * Fills orders at the close, at most a share of the day's volume in whole lots (orders of one security share it, in their order) and only
 * within their limits; what is not filled has lapsed. Costs by `costOfTrade`, impact on the money volume of the day.
 */
export function paperBroker(orders: readonly Order[], market: PaperMarket): Execution[] {
  const { volumeShare, lot = amountOf(ONE) } = market;
  if (volumeShare !== null && !(volumeShare > 0 && volumeShare <= 1)) {
    throw new RangeError(`a share of ${volumeShare} of the volume is not between 0 and 1`);
  }
  const used = new Map<number, bigint>();
  return orders.flatMap((order): Execution[] => {
    const { security, quantity: ordered } = order;
    const price = market.closeOf(security);
    if (price === undefined || price <= 0n || !isWithinLimit(order, price)) return [];
    const before = used.get(security) ?? 0n;
    let quantity: bigint = ordered;
    if (volumeShare !== null) {
      const open = exact(volumeShare * (market.volumeOf(security) ?? 0)) - before;
      // A position that is closed whole may be no multiple of a lot.
      if (open < ordered) quantity = open > 0n ? (open / lot) * lot : 0n;
    }
    if (quantity <= 0n) return [];
    used.set(security, before + quantity);
    const value = approximate(product(quantity, price));
    const { linear, impact } = costOfTrade(security, value, market.costs, liquidityOf(market, security, price));
    const costs = { linearCost: exact(linear), impactCost: exact(impact) };
    return [{ id: `${order.id}-paper`, orderId: order.id, quantity: amountOf(quantity), price, ...costs }];
  });
}

const isWithinLimit = ({ side, limitPrice }: Order, price: Amount): boolean =>
  limitPrice === null || (isBuy(side) ? price <= limitPrice : price >= limitPrice);

function liquidityOf(market: PaperMarket, security: number, price: Amount): Liquidity | undefined {
  const shares = market.volumeOf(security);
  const volatility = market.volatilityOf?.(security);
  if (shares === undefined || volatility === undefined) return undefined;
  return { volume: shares * approximate(price), volatility };
}

/** Executions as the event that brings them into the book. Throws RangeError for one that belongs to no order: reconcile first. */
export function tradedEvent(
  day: string,
  orders: readonly Order[],
  executions: readonly Execution[],
): Extract<BookEvent, { kind: 'traded' }> {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const fills = executions.map(({ orderId, quantity, price, linearCost, impactCost }) => {
    const order = byId.get(orderId);
    if (order === undefined) throw new RangeError(`an execution refers to the order ${orderId}, which was not given`);
    return { security: order.security, quantity: signedQuantity(order, quantity), price, linearCost, impactCost };
  });
  return { kind: 'traded', day, fills };
}
