import { applyFundEvent, type FundAccounts, type FundEvent } from '@robata/fund';
import type { FundDealing } from './fundDocuments.ts';

/** What became of the requests that a day's events dealt, in their order: what was brought, and what is paid out for a redemption. */
export function dealingsOf(before: FundAccounts | null, events: readonly FundEvent[]): FundDealing[] {
  if (!events.some(({ kind }) => kind === 'dealt')) return [];
  const dealings: FundDealing[] = [];
  let accounts = before;
  for (const event of events) {
    const after = applyFundEvent(accounts, event);
    if (event.kind === 'dealt' && accounts !== null) dealings.push(...dealtBetween(accounts, after, event.day));
    accounts = after;
  }
  return dealings;
}

function dealtBetween(before: FundAccounts, after: FundAccounts, day: string): FundDealing[] {
  const waiting = new Set(after.requests.map(({ request }) => request));
  const owed = after.payable.redemptions.slice(before.payable.redemptions.length);
  return before.requests
    .filter(({ request }) => !waiting.has(request))
    .map((each): FundDealing => {
      const { request, investor } = each;
      if (each.kind === 'subscription_requested') {
        return { request, investor, kind: 'subscription', day, amount: each.amount };
      }
      const at = owed.findIndex((redemption) => redemption.investor === investor);
      // Nothing is owed to who had nothing left.
      const amount = at < 0 ? 0n : (owed.splice(at, 1)[0]?.amount ?? 0n);
      return { request, investor, kind: 'redemption', day, amount };
    });
}
