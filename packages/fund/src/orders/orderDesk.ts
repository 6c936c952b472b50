import type { LapseReason, OrdersBy } from './orderEvent.ts';
import type { OrderPlan } from './orderPlan.ts';
import type { Execution } from './paperBroker.ts';

/** A plan for a broker, and how far it is. */
export interface PlannedOrders {
  readonly plan: OrderPlan;
  readonly tradingDay: string;
  readonly state: 'waiting' | 'confirmed' | 'lapsed';
  /** Null unless it has lapsed. */
  readonly lapsed: LapseReason | null;
  readonly confirmedAt: string | null;
  readonly confirmedBy: string | null;
  /** Booked: every one answers to an order. */
  readonly executions: readonly Execution[];
  readonly files: readonly {
    readonly file: string;
    readonly day: string;
    readonly by: string;
    readonly executions: number;
  }[];
}

/** A fund's orders: who fills them, and its last plans for a broker, newest last. */
export interface OrderDesk {
  readonly by: OrdersBy;
  readonly plans: readonly PlannedOrders[];
}

export const emptyOrderDesk: OrderDesk = Object.freeze({ by: 'paper', plans: Object.freeze([]) });

/** So many plans take executions that come late; older ones are in the log only. */
export const PLANS_KEPT = 3;

/** The kept plan with this `planHash`; undefined where there is none, or it is older than those that are kept. */
export const plannedOrders = ({ plans }: OrderDesk, hash: string): PlannedOrders | undefined =>
  plans.find(({ plan }) => plan.hash === hash);
