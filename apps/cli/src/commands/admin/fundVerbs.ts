import { textTable } from '../../textTable.ts';
import { readTextNow } from './readTextNow.ts';
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

const STATES: Readonly<Record<string, string>> = {
  filled_by_paper: 'filled by the paper broker',
  nothing: 'nothing is planned yet',
  waiting: 'waits for confirmation',
  confirmed: 'confirmed',
  lapsed: 'lapsed: nothing was traded',
};

function ordersText(orders: Answer): string {
  const { reconciliation, files } = orders;
  const table = textTable([
    ['plan', orders.hash ?? 'none'],
    ['product', orders.product],
    ['filled by', orders.by === 'broker' ? 'a broker' : 'the paper broker'],
    ['state', STATES[orders.state] ?? orders.state],
    ['decided on', orders.day ?? '–'],
    ['to be traded on', orders.tradingDay ?? '–'],
    ['orders', String(orders.orders)],
    ['bought', `${orders.bought} ${orders.currency}`],
    ['sold', `${orders.sold} ${orders.currency}`],
    ['too small', String(orders.skipped)],
    ...orders.leftOutLines.map((each: Answer) => ['left out', leftOutText(each)]),
    ['confirmed', orders.confirmedAt === null ? 'not yet' : `${orders.confirmedAt} by ${orders.confirmedBy}`],
    ...files.map((each: Answer) => [
      'executions',
      `${each.executions} by ${each.by}, ${each.day === null ? 'booked with the next close' : `booked on ${each.day}`}`,
    ]),
    ...(reconciliation === null ? [] : [['reconciled', reconciledText(orders)]]),
  ]);
  return `${table}\n\n${orders.sentence}`;
}

const leftOutText = ({ symbol, says, heldShares, wantedWeight }: Answer): string =>
  `${symbol ?? 'a security'} ${says}; holds ${heldShares} shares, wanted ${(100 * wantedWeight).toFixed(2)} % of the capital`;

const reconciledText = ({ reconciliation: { filled, partlyFilled, unfilled, shortfall }, currency }: Answer): string =>
  `${filled} filled, ${partlyFilled} partly, ${unfilled} not; shortfall ${shortfall} ${currency}`;

const notFilled = ({ lines }: Answer): string[][] =>
  lines
    .filter(({ status }: Answer) => status !== 'filled')
    .map(({ id, symbol, side, quantity, filled, remaining }: Answer) => [
      id,
      symbol,
      side,
      quantity,
      filled,
      remaining,
    ]);

function executionsText(orders: Answer): string {
  const { reconciliation } = orders;
  const open = notFilled(orders);
  const faults = reconciliation.faults.map(({ execution, sentence }: Answer) => `${execution}: ${sentence}`);
  return [
    reconciledText(orders),
    ...(faults.length === 0 ? [] : ['', 'To be mended before this file can be booked:', ...faults]),
    ...(open.length === 0
      ? []
      : ['', textTable([['order', 'security', 'side', 'ordered', 'filled', 'open'], ...open])]),
  ].join('\n');
}

const plan = { type: 'string', value: 'HASH', help: 'as fund orders shows it' } as const;
const EXECUTIONS_BYTES_MAX = 3_000_000;

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
    summary: "show a product's last order plan: its hash, how far it is, and the orders as CSV",
    options: {
      product,
      plan: { ...plan, help: 'an earlier plan, by its hash (default: the last one)' },
      csv: { type: 'boolean', help: 'print nothing but the CSV for the broker' },
    },
    positional: 'product',
    required: ['product'],
    show: (orders, { csv }) => (csv === true ? orders.csv : `${ordersText(orders)}\n\n${orders.csv}`),
  },
  {
    words: 'fund confirm',
    summary: 'release the orders that were shown under this hash, as CSV for a broker',
    options: { product, plan },
    positional: 'product',
    required: ['product', 'plan'],
    show: (orders) => orders.csv,
  },
  {
    words: 'fund executions',
    summary: "reconcile a broker's executions with the confirmed orders and book them with the next close",
    options: {
      product,
      file: { type: 'string', value: 'F', help: 'CSV: execution_id, order_id, quantity, price, cost (security, side)' },
      plan: { ...plan, help: 'of which plan (default: the last one that is confirmed)' },
      preview: { type: 'boolean', help: 'only look: what answers to the orders, and what does not' },
    },
    positional: 'file',
    required: ['product', 'file'],
    input: ({ file, ...given }) => ({
      ...given,
      file: readTextNow(String(file), 'executions in CSV', EXECUTIONS_BYTES_MAX),
    }),
    show: executionsText,
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
