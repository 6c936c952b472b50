import type { Amount } from '@robata/ledger';
import type { FundTerms } from './terms.ts';

export interface SubscriptionRequest {
  readonly kind: 'subscription_requested';
  readonly day: string;
  /** Unique within the fund; the id of the series that it opens. */
  readonly request: string;
  readonly investor: string;
  readonly amount: Amount;
}

export interface RedemptionRequest {
  readonly kind: 'redemption_requested';
  readonly day: string;
  readonly request: string;
  readonly investor: string;
  /** Null: everything. */
  readonly amount: Amount | null;
}

/** Whatever changes who owns the fund. On one day: market events, trades, then `valued`, `crystallised`, `dealt`, `paid`. */
export type CapitalEvent =
  | { readonly kind: 'opened'; readonly day: string; readonly terms: FundTerms }
  | SubscriptionRequest
  | RedemptionRequest
  /** The profit since the last valuation is shared out and the management fee accrues. */
  | { readonly kind: 'valued'; readonly day: string }
  /** Accrued performance fees fall due. */
  | { readonly kind: 'crystallised'; readonly day: string }
  /** Requests whose notice has run out are done at today's NAV. */
  | { readonly kind: 'dealt'; readonly day: string }
  /** What is due leaves the cash. */
  | {
      readonly kind: 'paid';
      readonly day: string;
      readonly of: 'management_fee' | 'performance_fee' | 'redemption';
      /** Null unless a redemption. */
      readonly investor: string | null;
      readonly amount: Amount;
    };
