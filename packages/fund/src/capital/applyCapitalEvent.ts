import { type Amount, amountOf, sumAmounts } from '@robata/ledger';
import { withCash } from '../book/book.ts';
import { calendarDays } from '../calendarDays.ts';
import { allocate } from '../money.ts';
import type { CapitalEvent, RedemptionRequest, SubscriptionRequest } from './capitalEvent.ts';
import { type FundAccounts, type Payables, unallocatedOf } from './fundAccounts.ts';
import { crystallise, managementFee, netCapital, redeem, type Series } from './series.ts';

type Changes = Partial<FundAccounts>;

/**
 * What an event changes in a fund's accounts. Throws RangeError for a log that no fund can have: a dealing without a valuation on its
 * day, a payment of more than is due, a profit that belongs to nobody, a request id used twice, capital that is lost whole.
 */
export function applyCapitalEvent(accounts: FundAccounts, event: Exclude<CapitalEvent, { kind: 'opened' }>): Changes {
  switch (event.kind) {
    case 'subscription_requested':
    case 'redemption_requested':
      if (accounts.requestIds.includes(event.request)) throw new RangeError(`request ${event.request} came before`);
      if (event.amount !== null && event.amount <= 0n) throw new RangeError(`request ${event.request} is of nothing`);
      return {
        requests: [...accounts.requests, event],
        requestIds: [...accounts.requestIds, event.request],
      };
    case 'valued':
      return valued(accounts, event.day);
    case 'crystallised': {
      mustBeValued(accounts, event.day, 'performance fees fall due');
      const done = accounts.series.map((each) => crystallise(each, accounts.terms.fees));
      const fee = sumAmounts(done.map((each) => each.fee));
      return { series: done.map((each) => each.series), payable: withFees(accounts.payable, 0n, fee) };
    }
    case 'dealt':
      return dealt(accounts, event.day);
    case 'paid':
      return paid(accounts, event);
  }
}

const withFees = (payable: Payables, management: bigint, performance: bigint): Payables =>
  Object.freeze({
    ...payable,
    managementFee: amountOf(payable.managementFee + management),
    performanceFee: amountOf(payable.performanceFee + performance),
  });

function mustBeValued(accounts: FundAccounts, day: string, what: string): void {
  if (accounts.valuedOn !== day || unallocatedOf(accounts) !== 0n) {
    throw new RangeError(`${what} at a NAV of the same day, and ${day} has not been valued`);
  }
}

/** Profit pro rata of capital before performance fees, so that a series' return does not depend on the others' marks; then the fee. */
function valued(accounts: FundAccounts, day: string): Changes {
  const { series, terms, valuedOn, payable } = accounts;
  const profit = unallocatedOf(accounts);
  if (series.length === 0) {
    if (profit !== 0n) throw new RangeError(`a profit of ${profit} belongs to nobody: the fund has no investors`);
    return { valuedOn: day };
  }
  const days = valuedOn === null ? 0 : calendarDays(valuedOn, day);
  const parts = allocate(
    profit,
    series.map(({ capital }) => capital),
  );
  let fees = 0n;
  const after = series.map((each, i): Series => {
    const gross = amountOf(each.capital + parts[i]);
    if (gross < 0n) throw new RangeError(`series ${each.id} has lost more than its capital`);
    const fee = managementFee(gross, terms.fees, days);
    fees += fee;
    return Object.freeze({ ...each, capital: amountOf(gross - fee) });
  });
  return { valuedOn: day, series: after, payable: withFees(payable, fees, 0n) };
}

const isDue = ({ terms }: FundAccounts, request: SubscriptionRequest | RedemptionRequest, day: string): boolean => {
  const { subscriptionNoticeDays, redemptionNoticeDays } = terms.dealing;
  const notice = request.kind === 'subscription_requested' ? subscriptionNoticeDays : redemptionNoticeDays;
  return calendarDays(request.day, day) >= notice;
};

function dealt(accounts: FundAccounts, day: string): Changes {
  mustBeValued(accounts, day, 'requests are dealt');
  const changes = dealtRequests(accounts, day);
  if (changes.series.length === 0 && accounts.book.positions.length > 0) {
    throw new RangeError(
      'the last investor leaves: all positions are sold first, or their profit would belong to nobody',
    );
  }
  return changes;
}

/** Whether the requests that are due on a day would leave the fund without investors. */
export const leavesNobody = (accounts: FundAccounts, day: string): boolean =>
  accounts.series.length > 0 && dealtRequests(accounts, day).series.length === 0;

function dealtRequests(accounts: FundAccounts, day: string) {
  const { fees } = accounts.terms;
  let { book, payable } = accounts;
  let series = [...accounts.series];
  for (const request of accounts.requests) {
    if (!isDue(accounts, request, day)) continue;
    const { investor, amount } = request;
    if (request.kind === 'subscription_requested') {
      const { amount: capital } = request;
      const opened = { id: request.request, investor, openedOn: day, units: capital, capital, highWater: capital };
      series.push(Object.freeze(opened));
      book = withCash(book, book.cash + capital);
      continue;
    }
    const done = redeemed(series, fees, investor, amount);
    series = done.series;
    payable = withFees(payable, 0n, done.fee);
    if (done.paid > 0n) {
      const redemptions = [...payable.redemptions, Object.freeze({ investor, amount: done.paid })];
      payable = Object.freeze({ ...payable, redemptions });
    }
  }
  return { book, series, payable, requests: accounts.requests.filter((request) => !isDue(accounts, request, day)) };
}

/** The oldest series first; everything where more was asked than there is. A series without capital is closed. */
function redeemed(
  series: readonly Series[],
  fees: FundAccounts['terms']['fees'],
  investor: string,
  asked: Amount | null,
): { series: Series[]; paid: Amount; fee: Amount } {
  let left: bigint | null = asked;
  let fee = 0n;
  let paid = 0n;
  const after = series.flatMap((each) => {
    if (each.investor !== investor || left === 0n) return [each];
    const net = netCapital(each, fees);
    if (net === 0n) return left === null && each.capital === 0n ? [] : [each];
    const part = left === null || left > net ? net : left;
    const done = redeem(each, fees, amountOf(part));
    if (left !== null) left -= part;
    paid += part;
    fee += done.fee;
    return done.series.capital === 0n ? [] : [done.series];
  });
  return { series: after, paid: amountOf(paid), fee: amountOf(fee) };
}

function paid(accounts: FundAccounts, event: Extract<CapitalEvent, { kind: 'paid' }>): Changes {
  const { amount, investor } = event;
  const { payable, book } = accounts;
  const cash = withCash(book, book.cash - amount);
  const owed = {
    management_fee: payable.managementFee,
    performance_fee: payable.performanceFee,
    redemption: sumAmounts(payable.redemptions.filter((each) => each.investor === investor).map((each) => each.amount)),
  }[event.of];
  if (amount <= 0n || amount > owed) throw new RangeError(`${event.of}: ${amount} cannot be paid of ${owed}`);
  switch (event.of) {
    case 'management_fee':
      return { book: cash, payable: withFees(payable, -amount, 0n) };
    case 'performance_fee':
      return { book: cash, payable: withFees(payable, 0n, -amount) };
    case 'redemption': {
      let left: bigint = amount;
      const redemptions = payable.redemptions.flatMap((each) => {
        if (each.investor !== investor) return [each];
        const part = left < each.amount ? left : each.amount;
        left -= part;
        return part === each.amount ? [] : [Object.freeze({ investor, amount: amountOf(each.amount - part) })];
      });
      return { book: cash, payable: Object.freeze({ ...payable, redemptions }) };
    }
  }
}
