import type { Amount } from '@robata/ledger';
import { type FundAccounts, liveCapitalOf } from '../capital/fundAccounts.ts';
import type { OrderEvent } from './orderEvent.ts';
import { leftOutSentence } from './leftOutSentence.ts';
import { orderPlan } from './orderPlan.ts';

export interface OrdersAfterCloseInput {
  readonly day: string;
  /** On which a plan of today is traded. */
  readonly nextDay: string;
  /** Decided and not planned yet, as shares of the capital; null: nothing. */
  readonly targetWeights: ReadonlyMap<number, number> | null;
  /** Of what is not held; what is held has its last price. */
  readonly priceOf: (security: number) => Amount | undefined;
  /** Whether a listing has ended: nobody trades it any more. */
  readonly isDelisted?: (security: number) => boolean;
  readonly symbolOf: (security: number) => string | undefined;
}

export interface OrdersAfterClose {
  readonly events: readonly OrderEvent[];
  /** Why nothing was planned although something was decided; null where all is well. */
  readonly refused: string | null;
}

const nothing: OrdersAfterClose = { events: [], refused: null };

/**
 * What the end of a day means for orders that go through a broker: a plan that nobody confirmed before its trading day lapses, and what was
 * decided becomes the plan of the next one, from the book as it is. What cannot be ordered is left out of it with its reason. Pure; no events for
 * the paper broker.
 */
export function ordersAfterClose(accounts: FundAccounts, input: OrdersAfterCloseInput): OrdersAfterClose {
  const { day, nextDay, targetWeights, symbolOf, isDelisted } = input;
  const { book, orders, terms } = accounts;
  if (orders.by !== 'broker') return nothing;
  const events: OrderEvent[] = orders.plans
    .filter(({ state, tradingDay }) => state === 'waiting' && tradingDay <= day)
    .map(({ plan }) => ({ kind: 'orders_lapsed', day, plan: plan.hash, reason: 'not_confirmed' }));
  const capital = liveCapitalOf(accounts);
  if (targetWeights === null || capital <= 0n) return { events, refused: null };
  const last = new Map(book.positions.map(({ security, price }) => [security, price]));
  const priceOf = (security: number): Amount | undefined => last.get(security) ?? input.priceOf(security);
  const known = { priceOf, symbolOf, ...(isDelisted && { isDelisted }) };
  try {
    const plan = orderPlan({ fund: terms.fund, day, book, capital, targetWeights, ...known });
    if (plan.orders.length === 0) return { events, refused: leftOutSentence(plan.leftOut) };
    return { events: [...events, { kind: 'orders_planned', day, tradingDay: nextDay, plan }], refused: null };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { events, refused: error.message };
  }
}
