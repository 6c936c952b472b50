import { applyBookEvent } from './book/applyBookEvent.ts';
import { calendarDays } from './calendarDays.ts';
import { applyCapitalEvent } from './capital/applyCapitalEvent.ts';
import { type FundAccounts, openAccounts } from './capital/fundAccounts.ts';
import type { FundEvent } from './fundEvent.ts';
import { applyOrderEvent } from './orders/applyOrderEvent.ts';

/**
 * The fund after an event; the first is `opened`. Pure: the log folds to the same accounts, unit for unit, wherever it is read.
 * Throws RangeError for an event that cannot have happened (see `applyBookEvent`, `applyCapitalEvent`, `applyOrderEvent`), or that lies before the last one.
 */
export function applyFundEvent(accounts: FundAccounts | null, event: FundEvent): FundAccounts {
  if (event.kind === 'opened') {
    if (accounts !== null) throw new RangeError('a fund is opened once');
    return openAccounts(event.terms, event.day);
  }
  if (accounts === null) throw new RangeError(`the first event of a fund is 'opened' and not '${event.kind}'`);
  if (calendarDays(accounts.day, event.day) < 0) {
    throw new RangeError(`the event '${event.kind}' of ${event.day} lies before ${accounts.day}`);
  }
  const { day } = event;
  switch (event.kind) {
    case 'subscription_requested':
    case 'redemption_requested':
    case 'valued':
    case 'crystallised':
    case 'dealt':
    case 'paid':
      return Object.freeze({ ...accounts, day, ...applyCapitalEvent(accounts, event) });
    case 'orders_by':
    case 'orders_planned':
    case 'orders_confirmed':
    case 'orders_lapsed':
    case 'executed':
      return Object.freeze({ ...accounts, day, ...applyOrderEvent(accounts, event) });
    default:
      return Object.freeze({ ...accounts, day, book: applyBookEvent(accounts.book, event) });
  }
}

/** The accounts that a whole log leads to. Throws RangeError for an empty one. */
export function fundAccounts(events: Iterable<FundEvent>): FundAccounts {
  let accounts: FundAccounts | null = null;
  for (const event of events) accounts = applyFundEvent(accounts, event);
  if (accounts === null) throw new RangeError('a fund without events');
  return accounts;
}
