import type { ShareRatio } from '../book/bookEvent.ts';
import type { OrderPlan } from './orderPlan.ts';
import type { Execution } from './paperBroker.ts';

/** Who fills a fund's orders: the built-in paper broker, at the close and by itself; or a broker, after somebody has confirmed them. */
export type OrdersBy = 'paper' | 'broker';

/** Why a plan was never sent: nobody confirmed it in time, late fills of an earlier one moved the book, or the paper broker took over. */
export type LapseReason = 'not_confirmed' | 'book_moved' | 'paper';

/** What becomes of orders that go through a broker. Those of the paper broker are `traded` events and nothing else. */
export type OrderEvent =
  | { readonly kind: 'orders_by'; readonly day: string; readonly by: OrdersBy }
  /** From the book after the last event of `day`, to be traded on `tradingDay` if it is confirmed before. */
  | { readonly kind: 'orders_planned'; readonly day: string; readonly tradingDay: string; readonly plan: OrderPlan }
  | {
      readonly kind: 'orders_confirmed';
      readonly day: string;
      /** Its hash. */
      readonly plan: string;
      readonly by: string;
      readonly at: string;
    }
  | { readonly kind: 'orders_lapsed'; readonly day: string; readonly plan: string; readonly reason: LapseReason }
  /** A file of executions, reconciled: all of it answers to the plan's orders. */
  | {
      readonly kind: 'executed';
      readonly day: string;
      readonly plan: string;
      /** SHA-256 of the file. */
      readonly file: string;
      readonly by: string;
      readonly executions: readonly Execution[];
      /** Of shares that were split between the plan's trading day and the booking; executions are in shares of the trading day. */
      readonly splits: readonly { readonly security: number; readonly ratio: ShareRatio }[];
    };
