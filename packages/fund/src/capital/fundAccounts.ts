import { type Amount, amountOf, sumAmounts, ZERO } from '@robata/ledger';
import { assetsOf, type Book, emptyBook, exposureOf } from '../book/book.ts';
import { emptyOrderDesk, type OrderDesk } from '../orders/orderDesk.ts';
import type { RedemptionRequest, SubscriptionRequest } from './capitalEvent.ts';
import { accruedPerformanceFee, netCapital, type Series } from './series.ts';
import type { FundTerms } from './terms.ts';

/** What the fund owes and has not paid yet. It earns nothing. */
export interface Payables {
  readonly managementFee: Amount;
  readonly performanceFee: Amount;
  /** In the order in which they fell due. */
  readonly redemptions: readonly { readonly investor: string; readonly amount: Amount }[];
}

/** A fund at one moment: what it holds, and whose that is. A frozen value that follows from the event log and nothing else. */
export interface FundAccounts {
  readonly terms: FundTerms;
  readonly openedOn: string;
  /** The day of the last event, and of the last valuation. */
  readonly day: string;
  readonly valuedOn: string | null;
  readonly book: Book;
  /** In the order of their dealing. */
  readonly series: readonly Series[];
  /** Waiting, in the order of their arrival. */
  readonly requests: readonly (SubscriptionRequest | RedemptionRequest)[];
  /** Every id that was used. */
  readonly requestIds: readonly string[];
  readonly payable: Payables;
  /** Of a broker; empty where the paper broker fills them. */
  readonly orders: OrderDesk;
}

export const openAccounts = (terms: FundTerms, day: string): FundAccounts =>
  Object.freeze({
    terms,
    openedOn: day,
    day,
    valuedOn: null,
    book: emptyBook,
    series: [],
    requests: [],
    requestIds: [],
    payable: Object.freeze({ managementFee: ZERO, performanceFee: ZERO, redemptions: [] }),
    orders: emptyOrderDesk,
  });

/** The fund's NAV: Σ investors' net capital, of the last valuation (and dealing after it). */
export const navOf = ({ series, terms }: FundAccounts): Amount =>
  sumAmounts(series.map((each) => netCapital(each, terms.fees)));

/** Performance fees that crystallization would take today, over all series, ≥ 0, in the fund's money: a debt that `navOf` is net of. */
export const accruedFeesOf = ({ series, terms }: FundAccounts): Amount =>
  sumAmounts(series.map((each) => accruedPerformanceFee(each, terms.fees.performanceShare)));

/** What the fund owes in cash: fees that were taken and not paid out, and redemptions that were priced and not paid. */
export const payableOf = ({ payable }: FundAccounts): Amount =>
  amountOf(
    payable.managementFee + payable.performanceFee + sumAmounts(payable.redemptions.map(({ amount }) => amount)),
  );

/** Assets less debts less what investors were given already: the profit since the last valuation, 0 just after one. */
export const unallocatedOf = (accounts: FundAccounts): Amount =>
  amountOf(assetsOf(accounts.book) - payableOf(accounts) - sumAmounts(accounts.series.map(({ capital }) => capital)));

/** What NAV would be on a valuation now, fees of the period not counted: what weights of a rebalance are shares of. */
export const liveCapitalOf = (accounts: FundAccounts): Amount =>
  amountOf(assetsOf(accounts.book) - payableOf(accounts) - accruedFeesOf(accounts));

/** The balance sheet: cash + positions = payable + accrued performance fee + NAV + unallocated, exactly. */
export interface BalanceSheet {
  readonly cash: Amount;
  readonly positions: Amount;
  readonly payable: Amount;
  readonly accruedPerformanceFee: Amount;
  readonly nav: Amount;
  /** Not 0 only between market events and the next valuation. */
  readonly unallocated: Amount;
}

/** The fund's balance sheet as it stands. */
export function balanceSheet(accounts: FundAccounts): BalanceSheet {
  const { cash } = accounts.book;
  return {
    cash,
    positions: exposureOf(accounts.book).net,
    payable: payableOf(accounts),
    accruedPerformanceFee: accruedFeesOf(accounts),
    nav: navOf(accounts),
    unallocated: unallocatedOf(accounts),
  };
}

/** An investor's account: all series together. */
export interface InvestorCapital {
  readonly investor: string;
  readonly units: Amount;
  readonly netCapital: Amount;
  readonly accruedPerformanceFee: Amount;
  /** Due from redemptions and not paid yet. */
  readonly payable: Amount;
}

/** One per investor who holds a series or is owed money, by name. Σ netCapital is the NAV. */
export function investorCapitals(accounts: FundAccounts): InvestorCapital[] {
  const { series, payable, terms } = accounts;
  const names = [...new Set([...series, ...payable.redemptions].map(({ investor }) => investor))].sort();
  return names.map((investor) => {
    const own = series.filter((each) => each.investor === investor);
    const due = payable.redemptions.filter((each) => each.investor === investor);
    return {
      investor,
      units: sumAmounts(own.map(({ units }) => units)),
      netCapital: sumAmounts(own.map((each) => netCapital(each, terms.fees))),
      accruedPerformanceFee: sumAmounts(own.map((each) => accruedPerformanceFee(each, terms.fees.performanceShare))),
      payable: sumAmounts(due.map(({ amount }) => amount)),
    };
  });
}

/** Assets under management: the NAVs of funds of one currency added up. Throws RangeError where currencies differ. */
export function assetsUnderManagement(funds: readonly FundAccounts[]): Amount {
  const currencies = new Set(funds.map(({ terms }) => terms.currency));
  if (currencies.size > 1) throw new RangeError(`funds in ${[...currencies].sort().join(' and ')} cannot be added up`);
  return sumAmounts(funds.map(navOf));
}
