import type { Book } from '../book/book.ts';
import type { Order } from './order.ts';
import { bookHash, type OrderPlan } from './orderPlan.ts';

export type Confirmation =
  | { readonly status: 'confirmed'; readonly orders: readonly Order[] }
  | { readonly status: 'refused'; readonly reason: 'other_plan' | 'book_moved'; readonly sentence: string };

/**
 * Releases the orders of a plan that was shown under `hash`. Make the plan afresh and pass it here: a changed price, weight or rule gives
 * another hash and is refused; so is a book that has traded, or been split or paid, since the plan was made.
 */
export function confirmOrders(plan: OrderPlan, book: Book, hash: string): Confirmation {
  if (plan.hash !== hash) {
    return {
      status: 'refused',
      reason: 'other_plan',
      sentence: 'This is not the plan that was shown; look at it again.',
    };
  }
  if (plan.bookHash !== bookHash(book)) {
    const sentence = 'The book has changed since these orders were planned; plan them again.';
    return { status: 'refused', reason: 'book_moved', sentence };
  }
  return { status: 'confirmed', orders: plan.orders };
}
