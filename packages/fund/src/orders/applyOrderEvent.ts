import { amountOf } from '@robata/ledger';
import { applyBookEvent } from '../book/applyBookEvent.ts';
import type { Book } from '../book/book.ts';
import type { BookEvent } from '../book/bookEvent.ts';
import { emptyOrderDesk, type OrderDesk, type PlannedOrders, PLANS_KEPT, plannedOrders } from './orderDesk.ts';
import type { OrderEvent } from './orderEvent.ts';
import { bookHash, planHash } from './orderPlan.ts';
import { type Execution, tradedEvent } from './paperBroker.ts';
import { reconcileOrders } from './reconcileOrders.ts';

export interface OrderedBook {
  readonly book: Book;
  readonly orders: OrderDesk;
}

/**
 * Orders and book after an event; only `executed` moves the book, by its fills. Throws RangeError for what cannot have happened: a plan whose
 * hash or book is another, executions of a plan that was not confirmed, a file that was booked, or one that does not answer to its orders.
 */
export function applyOrderEvent({ book, orders = emptyOrderDesk }: OrderedBook, event: OrderEvent): OrderedBook {
  const { by, plans } = orders;
  switch (event.kind) {
    case 'orders_by':
      return { book, orders: { by: event.by, plans: event.by === 'paper' ? lapseWaiting(plans, 'paper') : plans } };
    case 'orders_planned': {
      const { plan, tradingDay } = event;
      if (plan.hash !== planHash(plan)) throw new RangeError(`the plan of ${event.day} has another hash than it says`);
      if (plan.bookHash !== bookHash(book)) throw new RangeError(`the plan of ${event.day} is of another book`);
      const none = { lapsed: null, confirmedAt: null, confirmedBy: null, executions: [], files: [] };
      const planned: PlannedOrders = { plan, tradingDay, state: 'waiting', ...none };
      return { book, orders: { by, plans: [...lapseWaiting(plans, 'not_confirmed'), planned].slice(-PLANS_KEPT) } };
    }
    case 'orders_confirmed': {
      const { by: confirmedBy, at: confirmedAt } = event;
      const changed = { state: 'confirmed', lapsed: null, confirmedBy, confirmedAt } as const;
      return { book, orders: { by, plans: changePlan(orders, event.plan, changed) } };
    }
    case 'orders_lapsed': {
      if (knownPlan(orders, event.plan).state !== 'waiting') throw new RangeError('only a plan that waits can lapse');
      const changed = { state: 'lapsed', lapsed: event.reason } as const;
      return { book, orders: { by, plans: changePlan(orders, event.plan, changed) } };
    }
    case 'executed':
      return booked(book, orders, event);
  }
}

function booked(book: Book, orders: OrderDesk, event: Extract<OrderEvent, { kind: 'executed' }>): OrderedBook {
  const { day, file, by, executions } = event;
  const planned = knownPlan(orders, event.plan);
  const all = [...planned.executions, ...executions];
  if (planned.state !== 'confirmed') throw new RangeError('executions of orders that nobody confirmed');
  if (planned.files.some((each) => each.file === file)) throw new RangeError(`the file ${file} was booked before`);
  const [fault] = reconcileOrders(planned.plan.orders, all).faults;
  if (fault !== undefined) throw new RangeError(fault.sentence);
  const files = [...planned.files, { file, day, by, executions: executions.length }];
  const plans = changePlan(orders, event.plan, { executions: all, files });
  return {
    book: applyBookEvent(book, executedFills(planned, event)),
    // Another plan that still waits starts from a book that is no more.
    orders: { by: orders.by, plans: lapseWaiting(plans, 'book_moved') },
  };
}

/** What executions do to the book, as an event of the book: in the shares of the day of their booking. */
export function executedFills(
  { plan }: Pick<PlannedOrders, 'plan'>,
  { day, executions, splits }: Pick<Extract<OrderEvent, { kind: 'executed' }>, 'day' | 'executions' | 'splits'>,
): Extract<BookEvent, { kind: 'traded' }> {
  const traded = tradedEvent(day, plan.orders, executions);
  const ratios = new Map(splits.map(({ security, ratio }) => [security, ratio]));
  const fills = traded.fills.map((fill) => {
    const ratio = ratios.get(fill.security);
    if (ratio === undefined) return fill;
    const [more, per] = [BigInt(ratio.new), BigInt(ratio.per)];
    return { ...fill, quantity: amountOf((fill.quantity * more) / per), price: amountOf((fill.price * per) / more) };
  });
  return { ...traded, fills };
}

/** Σ of what the executions cost beside their prices. */
export const costsOfExecutions = (executions: readonly Execution[]): { linear: bigint; impact: bigint } =>
  executions.reduce(
    ({ linear, impact }, each) => ({ linear: linear + each.linearCost, impact: impact + each.impactCost }),
    { linear: 0n, impact: 0n },
  );

function knownPlan(orders: OrderDesk, hash: string): PlannedOrders {
  const planned = plannedOrders(orders, hash);
  if (planned === undefined) throw new RangeError(`no plan ${hash} is known`);
  return planned;
}

function changePlan(orders: OrderDesk, hash: string, change: Partial<PlannedOrders>): readonly PlannedOrders[] {
  knownPlan(orders, hash);
  return orders.plans.map((each) => (each.plan.hash === hash ? { ...each, ...change } : each));
}

const lapseWaiting = (
  plans: readonly PlannedOrders[],
  reason: 'not_confirmed' | 'book_moved' | 'paper',
): readonly PlannedOrders[] =>
  plans.map((each) => (each.state === 'waiting' ? { ...each, state: 'lapsed', lapsed: reason } : each));
