import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount } from '@robata/ledger';
import { applyFundEvent, fundAccounts } from '../applyFundEvent.ts';
import { freeHolding } from '../book/costTerms.ts';
import { balanceSheet, type FundAccounts } from '../capital/fundAccounts.ts';
import { closingEvents } from '../closingEvents.ts';
import { type FundEvent, fundEventJson, parseFundEvent } from '../fundEvent.ts';
import { fundLife } from '../fundLife.ts';
import { opened, subscribed, withFees } from '../testing/fundForTests.ts';
import { plannedOrders } from './orderDesk.ts';
import { type OrdersAfterCloseInput, ordersAfterClose } from './ordersAfterClose.ts';
import type { Execution } from './paperBroker.ts';

const usd = amount;
const [MONDAY, TUESDAY, WEDNESDAY, THURSDAY] = ['2024-01-08', '2024-01-09', '2024-01-10', '2024-01-11'] as const;
const begin: FundEvent[] = [
  ...opened(withFees('0', '0'), '2024-01-05'),
  ...subscribed('2024-01-05', 'ann', '100000'),
  { kind: 'orders_by', day: MONDAY, by: 'broker' },
];
const market: Omit<OrdersAfterCloseInput, 'day' | 'nextDay' | 'targetWeights'> = {
  priceOf: (security) => [usd('10'), usd('20')][security],
  symbolOf: (security) => ['AAA', 'BBB'][security],
};
const targetWeights = new Map([
  [0, 0.5],
  [1, -0.5],
  [7, 0.1],
]);
const execution = (orderId: string, id: string, quantity: string, price: string, cost = '1'): Execution => ({
  id,
  orderId,
  quantity: usd(quantity),
  price: usd(price),
  linearCost: usd(cost),
  impactCost: usd('0'),
});

/** A fund whose first plan is made on Monday for Tuesday: buy 5,000 of AAA, sell 2,500 of BBB short. */
function planned() {
  const before = fundAccounts(begin);
  const { events } = ordersAfterClose(before, { ...market, day: MONDAY, nextDay: TUESDAY, targetWeights });
  const [event] = events;
  assert.ok(event?.kind === 'orders_planned');
  return { log: [...begin, event] as FundEvent[], event, hash: event.plan.hash };
}
const confirmed = (day: string, plan: string): FundEvent => ({
  kind: 'orders_confirmed',
  day,
  plan,
  by: 'olga',
  at: '2024-01-09T08:00:00Z',
});
const executed = (day: string, plan: string, executions: Execution[], more = {}): FundEvent => ({
  kind: 'executed',
  day,
  plan,
  file: `file of ${executions.map(({ id }) => id).join()}`,
  by: 'olga',
  executions,
  splits: [],
  ...more,
});
const desk = (accounts: FundAccounts, plan: string) => plannedOrders(accounts.orders, plan);
const A = `neutral-${MONDAY}-1`;
const B = `neutral-${MONDAY}-2`;

test('a plan is made of the book as it is, for the next day; what has no price is left out and named', () => {
  const { event } = planned();
  assert.equal(event.tradingDay, TUESDAY);
  assert.deepEqual(
    event.plan.orders.map(({ side, quantity }) => [side, quantity]),
    [
      ['buy', usd('5000')],
      ['sell_short', usd('2500')],
    ],
  );
  assert.deepEqual(event.plan.leftOut, [
    { security: 7, symbol: null, reason: 'no_price', heldShares: usd('0'), wantedWeight: 0.1 },
  ]);
  const paper = fundAccounts(begin.slice(0, -1));
  assert.deepEqual(ordersAfterClose(paper, { ...market, day: MONDAY, nextDay: TUESDAY, targetWeights }).events, []);
});

test('where nothing of a decision can be ordered there is no plan, and the reasons are told', () => {
  const input = { ...market, day: MONDAY, nextDay: TUESDAY, isDelisted: () => true, targetWeights };
  assert.deepEqual(ordersAfterClose(fundAccounts(begin), input), {
    events: [],
    refused: 'AAA is not listed any more; BBB is not listed any more; security 7 is not listed any more',
  });
});

test('only what a broker executed of confirmed orders moves the book, at its prices and costs', () => {
  const { log, hash } = planned();
  const fills = [execution(A, 'x1', '3000', '10.1', '30'), execution(B, 'x2', '2500', '19.9')];
  const life = fundLife([
    ...log,
    confirmed(TUESDAY, hash),
    executed(TUESDAY, hash, fills),
    { kind: 'valued', day: TUESDAY },
  ]);
  const { accounts } = life;
  // 100,000 − 3,000 · 10.1 − 30 + 2,500 · 19.9 − 1.
  assert.equal(accounts.book.cash, usd('119419'));
  assert.deepEqual(
    accounts.book.positions.map(({ quantity }) => quantity),
    [usd('3000'), usd('-2500')],
  );
  assert.equal(life.days.at(-1)?.sources.linearCost, usd('-31'));
  assert.equal(balanceSheet(accounts).unallocated, 0n);
  assert.deepEqual(desk(accounts, hash)?.files.length, 1);
  const more = fundLife([executed(WEDNESDAY, hash, [execution(A, 'x3', '2000', '10')])], life).accounts;
  assert.equal(more.book.positions[0].quantity, usd('5000'), 'the rest came a day later');
});

test('what no broker can have done is refused, and changes nothing', () => {
  const { log, hash } = planned();
  const waiting = fundAccounts(log);
  const released = applyFundEvent(waiting, confirmed(TUESDAY, hash));
  const fill = executed(TUESDAY, hash, [execution(A, 'x1', '3000', '10.1')]);
  const booked = applyFundEvent(released, fill);
  const refuse = (accounts: FundAccounts, event: FundEvent, pattern: RegExp) =>
    assert.throws(() => applyFundEvent(accounts, event), pattern);
  refuse(waiting, fill, /nobody confirmed/);
  refuse(booked, fill, /booked before/);
  refuse(released, executed(TUESDAY, 'another', [execution(A, 'x1', '1', '1')]), /no plan another/);
  refuse(booked, executed(TUESDAY, hash, [execution(A, 'x2', '2000.5', '10')]), /were executed of 5000 ordered/);
  refuse(
    booked,
    executed(WEDNESDAY, hash, [execution(B, 'x1', '1', '10')], { file: 'another' }),
    /x1 was reported before/,
  );
  refuse(released, executed(TUESDAY, hash, [{ ...execution(A, 'x1', '1', '1'), side: 'sell' }]), /is a buy and not/);
  refuse(released, executed(TUESDAY, hash, [{ ...execution(A, 'x1', '1', '1'), symbol: 'ZZZ' }]), /not for ZZZ/);
  refuse(released, { kind: 'orders_lapsed', day: TUESDAY, plan: hash, reason: 'not_confirmed' }, /waits/);
});

test('a plan whose orders, hash or book were changed in the log is found out', () => {
  const { event } = planned();
  const [first, ...rest] = event.plan.orders;
  const changed = { ...event, plan: { ...event.plan, orders: [{ ...first, quantity: usd('5001') }, ...rest] } };
  assert.throws(() => fundAccounts([...begin, changed]), /another hash/);
  const moved: FundEvent = { kind: 'financed', day: MONDAY, interest: usd('1'), borrowCost: usd('0') };
  assert.throws(() => fundAccounts([...begin, moved, event]), /another book/);
});

test('without confirmation a plan lapses at the close of its trading day, and the next one starts from what is held', () => {
  const { log, hash } = planned();
  const before = fundAccounts(log);
  const close = { ...market, day: TUESDAY, nextDay: WEDNESDAY, targetWeights: new Map([[0, 0.2]]) };
  assert.deepEqual(
    ordersAfterClose(before, { ...close, day: MONDAY, targetWeights: null }).events,
    [],
    'on the day of the plan it waits',
  );
  const { events } = ordersAfterClose(before, close);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['orders_lapsed', 'orders_planned'],
  );
  const after = events.reduce<FundAccounts>(applyFundEvent, before);
  assert.deepEqual([desk(after, hash)?.state, desk(after, hash)?.lapsed], ['lapsed', 'not_confirmed']);
  const next = after.orders.plans.at(-1)?.plan.orders;
  assert.deepEqual(
    next?.map(({ side, quantity }) => [side, quantity]),
    [['buy', usd('2000')]],
  );
  // Confirmed while the day was being closed: it was released, so it counts.
  const raced = applyFundEvent(after, confirmed(WEDNESDAY, hash));
  assert.equal(desk(raced, hash)?.state, 'confirmed');
});

test('late executions of one plan let another one lapse that waits: it would trade the same change twice', () => {
  const { log, hash } = planned();
  const sent = fundAccounts([...log, confirmed(TUESDAY, hash)]);
  const close = { ...market, day: WEDNESDAY, nextDay: THURSDAY, targetWeights };
  const two = ordersAfterClose(sent, close).events.reduce<FundAccounts>(applyFundEvent, sent);
  const [, second] = two.orders.plans;
  assert.equal(second.state, 'waiting');
  const late = applyFundEvent(two, executed(THURSDAY, hash, [execution(A, 'x1', '5000', '10')]));
  assert.deepEqual(
    late.orders.plans.map(({ state, lapsed }) => [state, lapsed]),
    [
      ['confirmed', null],
      ['lapsed', 'book_moved'],
    ],
  );
});

test('shares that were split after they were traded come into the book as what they have become', () => {
  const { log, hash } = planned();
  const splits = [{ security: 0, ratio: { new: 3, per: 2 } }];
  const fills = [execution(A, 'x1', '5000', '10.2'), execution(B, 'x2', '100', '20')];
  const { book } = fundAccounts([...log, confirmed(TUESDAY, hash), executed(WEDNESDAY, hash, fills, { splits })]);
  assert.deepEqual(
    book.positions.map(({ quantity, price }) => [quantity, price]),
    [
      [usd('7500'), usd('6.8')],
      [usd('-100'), usd('20')],
    ],
  );
  assert.equal(book.cash, usd('50998'));
});

test('fills of the day are booked after its prices, and stand in the NAV at the close', () => {
  const { log, hash } = planned();
  const accounts = fundAccounts([...log, confirmed(TUESDAY, hash)]);
  const fills = [execution(A, 'x1', '5000', '10.2', '0')];
  const events = closingEvents(accounts, {
    day: TUESDAY,
    nextDay: WEDNESDAY,
    prices: new Map([[0, usd('11')]]),
    costs: { ...freeHolding, linear: 0.001 },
    executed: [executed(TUESDAY, hash, fills) as Extract<FundEvent, { kind: 'executed' }>],
  });
  const { days } = fundLife(events, { accounts, days: [], sinceValuation: fundLife(begin).sinceValuation });
  assert.equal(days[0].nav, usd('104000'), '5,000 shares bought at 10.2 are worth 11 each');
});

test('a log with orders reads back from JSON to the same fund', () => {
  const { log, hash } = planned();
  const all = [...log, confirmed(TUESDAY, hash), executed(TUESDAY, hash, [execution(A, 'x1', '1.5', '10.1')])];
  const read = all.map((event) => parseFundEvent(fundEventJson(event)));
  assert.deepEqual(read, all);
  assert.deepEqual(fundAccounts(read), fundAccounts(all));
});
