import { type Amount, amountOf } from '@robata/ledger';

/** A sale of what is held is a `sell`, beyond it a `sell_short`; a purchase of what is owed a `buy_to_cover`. */
export type Side = 'buy' | 'sell' | 'sell_short' | 'buy_to_cover';

export interface Order {
  /** Fund, day and a number counted from 1: what fills refer to. */
  readonly id: string;
  readonly security: number;
  readonly symbol: string;
  readonly side: Side;
  /** Shares, above 0, in whole lots (but a position that is closed is closed whole). */
  readonly quantity: Amount;
  /** The price that the plan was made at. */
  readonly referencePrice: Amount;
  /** Not to buy above, not to sell below; null: at the market. */
  readonly limitPrice: Amount | null;
}

export const isBuy = (side: Side): boolean => side === 'buy' || side === 'buy_to_cover';

/** Shares that an order adds to the book: negative when it sells. */
export const signedQuantity = ({ side }: Pick<Order, 'side'>, quantity: Amount): Amount =>
  amountOf(isBuy(side) ? quantity : -quantity);
