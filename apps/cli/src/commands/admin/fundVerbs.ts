import { textTable } from '../../textTable.ts';
import type { Answer, Verb } from './verb.ts';

const product = { type: 'string', value: 'P', help: 'as fund list shows it' } as const;

const requestLine = (each: Answer): string[] => [
  each.id,
  each.username ?? each.investor,
  each.product,
  each.kind,
  each.amount ?? 'everything',
  each.state,
  each.requestedAt,
  each.remark ?? '',
];

const ordersText = (orders: Answer): string =>
  textTable([
    ['plan', orders.hash],
    ['product', orders.product],
    ['decided for', orders.day],
    ['orders', String(orders.orders)],
    ['bought', `${orders.bought} ${orders.currency}`],
    ['sold', `${orders.sold} ${orders.currency}`],
    ['too small', String(orders.skipped)],
    ['confirmed', orders.confirmedAt === null ? 'not yet' : `${orders.confirmedAt} by ${orders.confirmedBy}`],
  ]);

/** What operators do with the fund and its investors. */
export const FUND_VERBS: readonly Verb[] = [
  {
    words: 'fund list',
    summary: "list the fund's products with their last NAV",
    options: {},
    required: [],
    show: ({ products }) =>
      textTable([
        ['product', 'title', 'day', 'NAV', 'cash', 'positions', '', 'investors'],
        ...products.map((each: Answer) => [
          each.product,
          each.title,
          each.day ?? 'not open',
          each.nav ?? '',
          each.cash ?? '',
          each.positions ?? '',
          each.currency,
          String(each.investors),
        ]),
      ]),
  },
  {
    words: 'fund orders',
    summary: "show the orders of a product's last rebalance as CSV, under the hash of their plan",
    options: { product },
    positional: 'product',
    required: ['product'],
    show: (orders) => `${ordersText(orders)}\n\n${orders.csv}`,
  },
  {
    words: 'fund confirm',
    summary: 'release the orders that were shown under this hash, as CSV',
    options: { product, plan: { type: 'string', value: 'HASH', help: 'as fund orders shows it' } },
    positional: 'product',
    required: ['product', 'plan'],
    show: (orders) => orders.csv,
  },
  {
    words: 'fund requests',
    summary: 'list what investors asked for, newest first',
    options: {
      state: { type: 'string', value: 'S', help: 'requested, confirmed, refused or cancelled (default: all)' },
    },
    required: [],
    show: ({ requests }) =>
      textTable([
        ['id', 'investor', 'product', 'kind', 'amount', 'state', 'asked', 'reference or reason'],
        ...requests.map(requestLine),
      ]),
  },
  {
    words: 'fund request confirm',
    summary: 'let a subscription whose money is here, or a redemption, come in with the next close',
    options: {
      request: { type: 'string', value: 'ID', help: 'as fund requests shows it' },
      reference: { type: 'string', value: 'T', help: 'what names the transfer' },
    },
    positional: 'request',
    required: ['request'],
    show: ({ kind, amount, username, product }) =>
      `The ${kind} of ${amount ?? 'everything'} by ${username} comes in with the next close of ${product}.`,
  },
  {
    words: 'fund request refuse',
    summary: 'refuse what an investor asked for',
    options: {
      request: { type: 'string', value: 'ID', help: 'as fund requests shows it' },
      reason: { type: 'string', value: 'R', help: 'a sentence for who asked' },
    },
    positional: 'request',
    required: ['request', 'reason'],
    show: ({ kind, username }) => `The ${kind} of ${username} is refused.`,
  },
];
