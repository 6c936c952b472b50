import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FundTerms } from '@robata/fund';
import { amount, decimal12 } from '@robata/ledger';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { exactDocument, type FundPrivate, privateKey, productsKey } from './fundDocuments.ts';
import { confirmFundOrders, fundOrders, handInExecutions } from './fundOrders.ts';
import { outsideEvents } from './outsideEvents.ts';
import { type CapitalRequest, type OutsideEvent, ProductBook } from './productBook.ts';

const PRODUCT = 'neutral';
const DAYS = ['2024-01-05', '2024-01-08', '2024-01-09', '2024-01-10', '2024-01-11'] as const;
const terms: FundTerms = {
  fund: PRODUCT,
  currency: 'USD',
  fees: { managementPerYear: decimal12('0'), performanceShare: decimal12('0'), crystallises: 'year', dayCount: 365 },
  dealing: {
    dealing: 'day',
    minimumFirst: amount('1'),
    minimumFurther: amount('1'),
    minimumHolding: amount('1'),
    subscriptionNoticeDays: 0,
    redemptionNoticeDays: 0,
  },
};
const prices = new Map([
  [0, amount('10')],
  [1, amount('20')],
  [3, amount('40')],
]);
const market = {
  priceOf: (security: number) => prices.get(security),
  symbolOf: (security: number) => ['AAA', 'BBB', undefined, 'C C'][security],
};
const costs = {
  linear: 0,
  impact: null,
  borrowPerYear: 0,
  borrowPerYearOf: new Map(),
  creditPerYear: 0,
  debitPerYear: 0,
  dayCount: 365,
} as const;
const HEADER = 'execution_id,order_id,quantity,price,cost';
const by = { product: PRODUCT, operator: 'olga', now: new Date('2024-01-09T08:00:00Z') };

/** A product of 100,000 whose orders go to a broker; its first plan is made on Monday: buy 5,000 of AAA, sell 2,500 of BBB short. */
async function brokered() {
  const storage = memoryStorage();
  const book = new ProductBook(PRODUCT);
  let at = 0;
  const close = async (
    weights: ReadonlyMap<number, number> | null,
    more: readonly OutsideEvent[] = [],
    requests: readonly CapitalRequest[] = [],
  ) => {
    at += 1;
    const [day, nextDay] = [DAYS[at] as string, DAYS[at + 1] as string];
    const asked = (await outsideEvents(storage, 'all'))(day, true);
    const events = [...more, ...(await asked)(PRODUCT, book.accounts).filter(({ kind }) => kind !== 'orders_by')];
    const closed = book.close({ day, nextDay, prices, targetWeights: weights, costs }, requests, events, market);
    await keep();
    return closed;
  };
  const keep = () =>
    storage.transaction(async (writer) => {
      const { accounts } = book;
      assert.ok(accounts);
      await writer.putDocument(productsKey, exactDocument([{ product: PRODUCT, title: 'Neutral', terms }]));
      const held: FundPrivate = { accounts, decided: null, instruments: [], dealings: [] };
      await writer.putDocument(privateKey(PRODUCT), exactDocument(held));
    });
  const [day] = DAYS;
  book.open(terms, day, [
    { kind: 'subscription_requested', day, request: 'r', investor: 'ann', amount: amount('100000') },
  ]);
  await keep();
  const weights = new Map([
    [0, 0.5],
    [1, -0.5],
  ]);
  await close(weights, [{ kind: 'orders_by', day: DAYS[1], by: 'broker' }]);
  const handIn = async (rows: string, isPreview = false) =>
    handInExecutions(storage, { ...by, text: `${HEADER}\n${rows}`, hash: undefined, isPreview });
  return { storage, close, handIn };
}

const A = `${PRODUCT}-${DAYS[1]}-1`;

test('an odd ticker is left out and shown with its reason, and the rest of the plan is confirmed and filled', async () => {
  const { storage, close, handIn } = await brokered();
  const wanted = new Map([
    [0, 0.25],
    [2, 0.1],
    [3, -0.1],
  ]);
  const { after } = await close(wanted);
  const { hash, orders, leftOut, leftOutLines } = await fundOrders(storage, PRODUCT);
  assert.deepEqual([orders, leftOut], [1, 2]);
  assert.deepEqual(leftOutLines, [
    { symbol: null, reason: 'no_price', says: 'has no price to trade at', heldShares: '0', wantedWeight: 0.1 },
    {
      symbol: 'C C',
      reason: 'unreadable_symbol',
      says: 'has a symbol that a file of orders cannot hold',
      heldShares: '0',
      wantedWeight: -0.1,
    },
  ]);
  const { csv } = await confirmFundOrders(storage, { ...by, hash: hash ?? '' });
  assert.equal(csv.trim().split('\r\n').length, 2, 'the file holds what can be ordered');
  await handIn(`y1,${PRODUCT}-${after.day}-1,2500,10,0`);
  const closed = await close(null);
  assert.deepEqual(
    closed.after.book.positions.map(({ security, quantity }) => [security, quantity]),
    [[0, amount('2500')]],
  );
});

test('executions that would ruin the product are refused at the door, and the day closes', async () => {
  const { storage, close, handIn } = await brokered();
  const { hash } = await fundOrders(storage, PRODUCT);
  await confirmFundOrders(storage, { ...by, hash: hash ?? '' });
  const implausible = { code: 'implausible_prices' };
  for (const row of [`x1,${A},1,10,9e29`, `x1,${A},1,9e29,0`, `x1,${A},5000,1000,0`]) {
    await assert.rejects(handIn(row), implausible, row);
  }
  await assert.rejects(
    handIn(`x0,${A},1,10,0\nx1,${A},1,90000,0`),
    /above all x1, lose more than a quarter of what Neutral/,
  );
  await handIn(`x1,${A},3000,11,3`);
  await assert.rejects(handIn(`x2,${A},1000,10,24000`), implausible, 'with what came before it is too much');
  const { row } = await close(null);
  assert.equal(row.figures.nav, '96997', '100,000 − 3,000 − 3');
});

test('a text that looks like a number of ours is an execution id like any other', async () => {
  const { storage, close, handIn } = await brokered();
  const { hash } = await fundOrders(storage, PRODUCT);
  await confirmFundOrders(storage, { ...by, hash: hash ?? '' });
  await handIn(`#12,${A},1,10,0\n##-3,${A},2,10,0\n=1+1,${A},3,10,0`);
  const { after } = await close(null);
  assert.deepEqual(
    after.orders.plans[0]?.executions.map(({ id }) => id),
    ['#12', '##-3', '=1+1'],
  );
  await assert.rejects(handIn(`#12,${A},1,10,0`), /#12 was reported before/);
});

test('nothing is handed in for a product that is nobody’s any more', async () => {
  const { storage, close, handIn } = await brokered();
  const { hash } = await fundOrders(storage, PRODUCT);
  await confirmFundOrders(storage, { ...by, hash: hash ?? '' });
  const all = { kind: 'redemption_requested', day: DAYS[2], request: 'q', investor: 'ann', amount: null } as const;
  await close(null, [], [all]);
  await assert.rejects(handIn(`x1,${A},1,10,0`), { code: 'no_investors' });
  assert.equal((await close(null)).row.figures.nav, '0');
});

test('a plan that starts from a book without what was released before says so', async () => {
  const { storage, close, handIn } = await brokered();
  const { hash } = await fundOrders(storage, PRODUCT);
  await confirmFundOrders(storage, { ...by, hash: hash ?? '' });
  await close(new Map([[0, 0.6]]));
  const { sentence } = await fundOrders(storage, PRODUCT);
  assert.match(sentence, /The orders for 2024-01-09 were released and nobody has handed in what came of them/);
  await handIn(`x1,${A},1,10,0`);
  assert.doesNotMatch((await fundOrders(storage, PRODUCT)).sentence, /were released/);
});
