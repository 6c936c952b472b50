import { type FundAccounts, type FundEvent, parseFundEvent } from '@robata/fund';
import type { StorageReader } from '../storage/storage.ts';
import { brokerInbox, brokerInboxKey } from './brokerInbox.ts';
import { fundProducts } from './fundDocuments.ts';
import { confirmedRequests } from './fundRequests.ts';
import type { OutsideEvent } from './productBook.ts';

/** What comes into a fund from people: for whoever closes its days. `accounts` are those before the day, null before the product is open. */
export type OutsideEventsOn = (
  day: string,
  isLive: boolean,
) => Promise<(product: string, accounts: FundAccounts | null) => readonly OutsideEvent[]>;

/**
 * What investors and operators bring into the products, day by day. A day that is stored already has what came in with it then, so that its
 * repetition is the same; on a new one, where the market is live, what is confirmed and not in yet: requests of investors, orders that an
 * operator released, executions of a broker, and the change of who fills the orders. `brokered`: the products whose orders go to a broker.
 */
export async function outsideEvents(
  storage: StorageReader,
  brokered: readonly string[] | 'all' = [],
): Promise<OutsideEventsOn> {
  const stored = new Map<string, readonly OutsideEvent[]>();
  const days = new Set<string>();
  for (const { product } of await fundProducts(storage)) {
    for (const { day, asked } of await storage.fundCloses(product)) {
      days.add(day);
      if (asked.length > 0) stored.set(`${product}/${day}`, asked.map(parseFundEvent) as OutsideEvent[]);
    }
  }
  return async (day, isLive) => {
    if (days.has(day)) return (product) => stored.get(`${product}/${day}`) ?? [];
    if (!isLive) return () => [];
    const requests = await confirmedRequests(storage);
    const inboxes = new Map<string, readonly OutsideEvent[]>();
    for (const { product } of await fundProducts(storage)) {
      inboxes.set(product, inboxEvents(brokerInbox(await storage.document(brokerInboxKey(product))), day));
    }
    return (product, accounts) => {
      if (accounts === null) return [];
      const by = brokered === 'all' || brokered.includes(product) ? 'broker' : 'paper';
      const change: OutsideEvent[] = accounts.orders.by === by ? [] : [{ kind: 'orders_by', day, by }];
      const orders = (inboxes.get(product) ?? []).filter((event) => isNew(accounts, event));
      return [...requests(product, accounts.requestIds, day), ...orders, ...change];
    };
  };
}

type BrokerEvent = Extract<FundEvent, { kind: 'orders_confirmed' | 'executed' }>;

/** Confirmations first: executions may answer to one of them. */
const inboxEvents = ({ confirmations, files }: ReturnType<typeof brokerInbox>, day: string): BrokerEvent[] => [
  ...confirmations.map((each): BrokerEvent => ({ kind: 'orders_confirmed', day, ...each })),
  ...files.map(
    ({ plan, file, by, executions }): BrokerEvent => ({
      kind: 'executed',
      day,
      plan,
      file,
      by,
      executions,
      splits: [],
    }),
  ),
];

/** Of a plan that the fund still keeps, and not in its log; nothing is executed for a fund without investors, which could not be closed any more. */
function isNew({ orders, series }: FundAccounts, event: OutsideEvent): boolean {
  if (event.kind !== 'orders_confirmed' && event.kind !== 'executed') return true;
  if (event.kind === 'executed' && series.length === 0) return false;
  const planned = orders.plans.find(({ plan }) => plan.hash === event.plan);
  if (planned === undefined) return false;
  return event.kind === 'orders_confirmed'
    ? planned.state !== 'confirmed'
    : !planned.files.some(({ file }) => file === event.file);
}
