import { type Amount, formatAmount, sumAmounts } from '@robata/ledger';
import type { RedemptionRequest, SubscriptionRequest } from './capitalEvent.ts';
import { type FundAccounts, investorCapitals } from './fundAccounts.ts';

export type RequestRefusal =
  | 'repeated_request'
  | 'not_positive'
  | 'below_minimum'
  | 'no_capital'
  | 'more_than_held'
  | 'below_minimum_holding';

export type Requested<Event> =
  | { readonly status: 'accepted'; readonly event: Event }
  | { readonly status: 'refused'; readonly reason: RequestRefusal; readonly sentence: string };

interface Asked<Money> {
  readonly day: string;
  readonly request: string;
  readonly investor: string;
  readonly amount: Money;
}

const refused = (reason: RequestRefusal, sentence: string) => ({ status: 'refused', reason, sentence }) as const;

const money = (accounts: FundAccounts, amount: Amount): string => `${formatAmount(amount)} ${accounts.terms.currency}`;

const isRepeated = (accounts: FundAccounts, request: string): boolean => accounts.requestIds.includes(request);

/** A subscription as an event for the log, or why it is refused: not above 0, below the minimum (a first or a further one), a repeated id. */
export function requestSubscription(accounts: FundAccounts, asked: Asked<Amount>): Requested<SubscriptionRequest> {
  const { investor, amount, request } = asked;
  const { minimumFirst, minimumFurther } = accounts.terms.dealing;
  if (isRepeated(accounts, request)) return refused('repeated_request', `The request ${request} was made before.`);
  if (amount <= 0n) return refused('not_positive', 'A subscription is of more than nothing.');
  const isFurther =
    accounts.series.some((each) => each.investor === investor) ||
    accounts.requests.some((each) => each.kind === 'subscription_requested' && each.investor === investor);
  const minimum = isFurther ? minimumFurther : minimumFirst;
  if (amount < minimum) {
    const which = isFurther ? 'further' : 'first';
    return refused('below_minimum', `A ${which} subscription is of at least ${money(accounts, minimum)}.`);
  }
  return { status: 'accepted', event: { kind: 'subscription_requested', ...asked } };
}

/**
 * A redemption as an event for the log, or why it is refused, by the last NAV and what is asked for already. It is dealt at a later NAV:
 * if that is lower, what there is is paid.
 */
export function requestRedemption(accounts: FundAccounts, asked: Asked<Amount | null>): Requested<RedemptionRequest> {
  const { investor, amount, request } = asked;
  const { minimumHolding } = accounts.terms.dealing;
  if (isRepeated(accounts, request)) return refused('repeated_request', `The request ${request} was made before.`);
  const held = investorCapitals(accounts).find((each) => each.investor === investor)?.netCapital ?? 0n;
  const waiting = accounts.requests.filter(
    (each): each is RedemptionRequest => each.kind === 'redemption_requested' && each.investor === investor,
  );
  if (held === 0n || waiting.some((each) => each.amount === null)) {
    return refused('no_capital', `${investor} has no capital in this fund that is not being redeemed already.`);
  }
  if (amount !== null) {
    const left = held - sumAmounts(waiting.map((each) => each.amount ?? amount)) - amount;
    if (amount <= 0n) return refused('not_positive', 'A redemption is of more than nothing.');
    if (left < 0n) return refused('more_than_held', `${investor} holds less than that; redeem everything instead.`);
    if (left > 0n && left < minimumHolding) {
      return refused(
        'below_minimum_holding',
        `At least ${money(accounts, minimumHolding)} must stay in the fund; redeem less, or everything.`,
      );
    }
  }
  return { status: 'accepted', event: { kind: 'redemption_requested', ...asked } };
}
