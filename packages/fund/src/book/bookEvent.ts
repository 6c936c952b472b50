import type { Amount } from '@robata/ledger';

/** An execution. */
export interface Fill {
  readonly security: number;
  /** Shares bought (positive) or sold. */
  readonly quantity: Amount;
  readonly price: Amount;
  /** What the trade cost beside its price: commission and half spread (linear), and market impact; both ≥ 0. */
  readonly linearCost: Amount;
  readonly impactCost: Amount;
}

/** `new` shares for each `per` held: 3 for 2 is a split, 1 for 10 a reverse split; whole numbers above 0. */
export interface ShareRatio {
  readonly new: number;
  readonly per: number;
}

/** Whatever changes a book. All amounts of corporate actions are per share held; a short position pays what a long one receives. */
export type BookEvent =
  | { readonly kind: 'traded'; readonly day: string; readonly fills: readonly Fill[] }
  /** Closing prices; a security without one keeps its last. */
  | {
      readonly kind: 'marked';
      readonly day: string;
      readonly prices: readonly { readonly security: number; readonly price: Amount }[];
    }
  /** Interest on cash (negative on a debit balance) and the fee for borrowed stock (≥ 0) since the last time; see `financing`. */
  | { readonly kind: 'financed'; readonly day: string; readonly interest: Amount; readonly borrowCost: Amount }
  | { readonly kind: 'split'; readonly day: string; readonly security: number; readonly ratio: ShareRatio }
  /** Credited on the ex-day, when the price falls by it. */
  | { readonly kind: 'dividend'; readonly day: string; readonly security: number; readonly perShare: Amount }
  /** For cash, for stock of `into` (at `price` until the next mark), or both. */
  | {
      readonly kind: 'merger';
      readonly day: string;
      readonly security: number;
      readonly cashPerShare: Amount;
      readonly stock: { readonly into: number; readonly ratio: ShareRatio; readonly price: Amount } | null;
    }
  /** The parent's price falls by what its holders receive in the child. */
  | {
      readonly kind: 'spun_off';
      readonly day: string;
      readonly security: number;
      readonly child: number;
      readonly ratio: ShareRatio;
      readonly childPrice: Amount;
    }
  /** Traded for the last time: the position becomes cash at what is recovered per share (the last close, or less in a bankruptcy). */
  | { readonly kind: 'delisted'; readonly day: string; readonly security: number; readonly recovery: Amount };
