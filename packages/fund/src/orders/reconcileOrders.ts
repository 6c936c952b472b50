import { type Amount, amountOf, formatAmount, sumAmounts, ZERO } from '@robata/ledger';
import { ONE, product } from '../money.ts';
import { isBuy, type Order } from './order.ts';
import type { Execution } from './paperBroker.ts';

export interface OrderResult {
  readonly order: Order;
  readonly status: 'filled' | 'partly_filled' | 'unfilled';
  readonly filled: Amount;
  readonly remaining: Amount;
  /** Σ quantity · price / Σ quantity, rounded down; null without a fill. */
  readonly averagePrice: Amount | null;
  /** Implementation shortfall in money: what the fills cost more than at the reference price, and their costs; negative is a gain. */
  readonly shortfall: Amount;
}

export type ExecutionFault =
  | 'unknown_order'
  | 'repeated_execution'
  | 'wrong_security'
  | 'wrong_side'
  | 'not_positive'
  | 'overfilled'
  | 'beyond_limit';

export interface Reconciliation {
  /** One per order, in their order. */
  readonly results: readonly OrderResult[];
  /** What a broker must explain before anything is booked; empty if all executions answer to orders. */
  readonly faults: readonly {
    readonly execution: string;
    readonly reason: ExecutionFault;
    readonly sentence: string;
  }[];
  readonly filled: number;
  readonly partlyFilled: number;
  readonly unfilled: number;
  readonly shortfall: Amount;
}

/** Executions against orders, one by one: what was done, what was not, at what price, and what cannot be. Faulty executions count for nothing. */
export function reconcileOrders(orders: readonly Order[], executions: readonly Execution[]): Reconciliation {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const seen = new Set<string>();
  const accepted = new Map<string, { readonly quantity: Amount; readonly executions: Execution[] }>();
  const faults: Reconciliation['faults'][number][] = [];
  for (const execution of executions) {
    const order = byId.get(execution.orderId);
    const own = accepted.get(execution.orderId) ?? { quantity: ZERO, executions: [] };
    const quantity = amountOf(own.quantity + execution.quantity);
    const fault = faultOf(execution, order, quantity, seen);
    seen.add(execution.id);
    if (fault !== null) {
      faults.push({ execution: execution.id, ...fault });
      continue;
    }
    own.executions.push(execution);
    accepted.set(execution.orderId, { quantity, executions: own.executions });
  }
  const results = orders.map((order) => resultOf(order, accepted.get(order.id)?.executions ?? []));
  const count = (status: OrderResult['status']): number => results.filter((each) => each.status === status).length;
  return {
    results,
    faults,
    filled: count('filled'),
    partlyFilled: count('partly_filled'),
    unfilled: count('unfilled'),
    shortfall: sumAmounts(results.map(({ shortfall }) => shortfall)),
  };
}

const quantityOf = (executions: readonly Execution[]): Amount => sumAmounts(executions.map(({ quantity }) => quantity));

function faultOf(
  { id, orderId, symbol, side: reported, quantity, price }: Execution,
  order: Order | undefined,
  total: Amount,
  seen: ReadonlySet<string>,
): { reason: ExecutionFault; sentence: string } | null {
  if (seen.has(id)) return { reason: 'repeated_execution', sentence: `The execution ${id} was reported before.` };
  if (order === undefined) return { reason: 'unknown_order', sentence: `No order ${orderId} was given.` };
  if (symbol !== undefined && symbol !== order.symbol) {
    return { reason: 'wrong_security', sentence: `The order ${orderId} is for ${order.symbol} and not for ${symbol}.` };
  }
  if (reported !== undefined && reported.toLowerCase() !== order.side) {
    return { reason: 'wrong_side', sentence: `The order ${orderId} is a ${order.side} and not a ${reported}.` };
  }
  if (quantity <= 0n || price <= 0n) {
    return { reason: 'not_positive', sentence: `The execution ${id} has a quantity or price that is not above 0.` };
  }
  if (total > order.quantity) {
    const sentence = `${formatAmount(total)} shares were executed of ${formatAmount(order.quantity)} ordered.`;
    return { reason: 'overfilled', sentence };
  }
  const { limitPrice, side } = order;
  if (limitPrice === null || (isBuy(side) ? price <= limitPrice : price >= limitPrice)) return null;
  const sentence = `Executed at ${formatAmount(price)}, beyond the limit of ${formatAmount(limitPrice)}.`;
  return { reason: 'beyond_limit', sentence };
}

function resultOf(order: Order, executions: readonly Execution[]): OrderResult {
  const filled = quantityOf(executions);
  const value = sumAmounts(executions.map(({ quantity, price }) => product(quantity, price)));
  const costs = sumAmounts(executions.flatMap(({ linearCost, impactCost }) => [linearCost, impactCost]));
  const dearer = value - product(filled, order.referencePrice);
  return {
    order,
    status: filled === 0n ? 'unfilled' : filled === order.quantity ? 'filled' : 'partly_filled',
    filled,
    remaining: amountOf(order.quantity - filled),
    averagePrice: filled === 0n ? null : amountOf((value * ONE) / filled),
    shortfall: amountOf((isBuy(order.side) ? dearer : -dearer) + costs),
  };
}
