import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Amount, amount, amountOf } from '@robata/ledger';
import * as fc from 'fast-check';
import { applyBookEvent } from '../book/applyBookEvent.ts';
import { assetsOf, bookOf, position } from '../book/book.ts';
import { freeHolding } from '../book/costTerms.ts';
import { exact, ONE } from '../money.ts';
import { confirmOrders } from './confirmOrders.ts';
import { type Order, signedQuantity } from './order.ts';
import { type LeftOut, type LeftOutReason, type OrderPlanInput, orderPlan, planHash } from './orderPlan.ts';
import { ordersCsv } from './ordersCsv.ts';
import { type Execution, type PaperMarket, paperBroker, tradedEvent } from './paperBroker.ts';
import { reconcileOrders } from './reconcileOrders.ts';

const day = '2024-03-01';
const usd = amount;
const prices = [usd('10'), usd('20'), usd('50'), usd('4')];
const book = bookOf(usd('90000'), [
  position(0, usd('1000'), prices[0]),
  position(1, usd('-500'), prices[1]),
  position(2, usd('200.5'), prices[2]),
]);
const input: OrderPlanInput = {
  fund: 'neutral',
  day,
  book,
  capital: usd('100000'),
  // 0: from 1,000 shares to 1,500.7; 1: from −500 to +250; 2: closed; 3: sold short.
  targetWeights: new Map([
    [0, 0.15007],
    [1, 0.05],
    [3, -0.02],
  ]),
  priceOf: (security) => prices[security],
  symbolOf: (security) => ['AAA', 'BRK/B', 'C-C', 'D.D'][security],
};
/** Orders without their numbers. */
const unnumbered = (orders: readonly Order[]) => orders.map((order) => ({ ...order, id: '' }));
/** Security 1 under another symbol. */
const named = (symbol: string | undefined): Partial<OrderPlanInput> => ({
  symbolOf: (security) => (security === 1 ? symbol : input.symbolOf(security)),
});
const market: PaperMarket = {
  closeOf: (security) => prices[security],
  volumeOf: () => 1e6,
  volumeShare: 0.1,
  costs: { ...freeHolding, linear: 0.001 },
};

test('orders are whole lots on the side that they are, a position that changes its side is closed first', () => {
  const plan = orderPlan(input);
  assert.deepEqual(
    plan.orders.map(({ id, side, quantity }) => [id, side, quantity]),
    [
      ['neutral-2024-03-01-1', 'buy', usd('500')],
      ['neutral-2024-03-01-2', 'buy_to_cover', usd('500')],
      ['neutral-2024-03-01-3', 'buy', usd('250')],
      ['neutral-2024-03-01-4', 'sell', usd('200.5')],
      ['neutral-2024-03-01-5', 'sell_short', usd('500')],
    ],
  );
  assert.deepEqual([plan.bought, plan.sold], [usd('20000'), usd('12025')]);
});

test('the file for the broker has one line per order and exact decimals', () => {
  const { orders } = orderPlan({ ...input, limitBand: 0.005 });
  assert.equal(
    ordersCsv(orders).split('\r\n').slice(0, 2).join('|') + ordersCsv(orders).split('\r\n')[4],
    'order_id,security,side,quantity,reference_price,limit_price|neutral-2024-03-01-1,AAA,buy,500,10,10.05' +
      'neutral-2024-03-01-4,C-C,sell,200.5,50,49.75',
  );
  assert.match(ordersCsv(orderPlan(input).orders), /,10,\r\n/);
});

test('small changes are skipped, but a position is always closed', () => {
  const plan = orderPlan({ ...input, targetWeights: new Map([[0, 0.10009]]), minimumValue: usd('100000') });
  assert.deepEqual(plan.skipped, [0]);
  assert.deepEqual(
    plan.orders.map(({ security }) => security),
    [1, 2],
  );
  const minimumValue = usd('6000');
  assert.deepEqual(orderPlan({ ...input, minimumValue }).skipped, [0, 3]);
});

test('a plan is confirmed by the hash that was shown, and refused when it or the book is another', () => {
  const plan = orderPlan(input);
  assert.deepEqual(confirmOrders(plan, book, orderPlan(input).hash), { status: 'confirmed', orders: plan.orders });
  const reason = (answer: ReturnType<typeof confirmOrders>) => answer.status === 'refused' && answer.reason;
  const dearer = orderPlan({ ...input, priceOf: (security) => amountOf(prices[security] + 1n) });
  assert.equal(reason(confirmOrders(dearer, book, plan.hash)), 'other_plan');
  const moved = applyBookEvent(book, { kind: 'split', day, security: 0, ratio: { new: 2, per: 1 } });
  assert.equal(reason(confirmOrders(plan, moved, plan.hash)), 'book_moved');
  for (const changed of [{ fund: 'other' }, { day: '2024-03-04' }, { limitBand: 0.01 }, { book: moved }]) {
    assert.notEqual(orderPlan({ ...input, ...changed }).hash, plan.hash);
  }
});

test('the same orders from another book are another plan', () => {
  const richer = orderPlan({ ...input, book: bookOf(usd('90001'), book.positions) });
  assert.deepEqual(richer.orders, orderPlan(input).orders);
  assert.notEqual(richer.hash, orderPlan(input).hash);
});

test('a purchase above the reference price and a sale below it both fall short', () => {
  const { orders } = orderPlan(input);
  const off = (by: bigint) => (security: number) => amountOf(prices[security] + by * 10n ** 16n);
  const short = (by: bigint) => {
    const free = { ...market, closeOf: off(by), costs: { ...freeHolding, linear: 0 } };
    return reconcileOrders(orders, paperBroker(orders, free)).results.map(({ shortfall }) => shortfall);
  };
  assert.deepEqual(short(1n), [usd('5'), usd('5'), usd('2.5'), usd('-2.005'), usd('-5')]);
  assert.deepEqual(short(-1n), [usd('-5'), usd('-5'), usd('-2.5'), usd('2.005'), usd('5')]);
});

test('one that cannot be ordered is left out with its reason, and the others are ordered as without it', () => {
  const whole = orderPlan(input);
  const others = whole.orders.filter(({ security }) => security !== 1);
  const odd: (readonly [change: Partial<OrderPlanInput>, symbol: string | null, reason: LeftOutReason])[] = [
    [{ priceOf: (security) => (security === 1 ? undefined : prices[security]) }, 'BRK/B', 'no_price'],
    [{ priceOf: (security) => (security === 1 ? usd('0') : prices[security]) }, 'BRK/B', 'no_price'],
    [{ isDelisted: (security) => security === 1 }, 'BRK/B', 'delisted'],
    ...[undefined, ''].map((symbol) => [named(symbol), null, 'no_symbol'] as const),
    ...['=1+1', 'A,B', 'A\nB'].map((symbol) => [named(symbol), symbol, 'unreadable_symbol'] as const),
  ];
  const hashes = odd.map(([change, symbol, reason]) => {
    const plan = orderPlan({ ...input, ...change });
    assert.deepEqual(plan.leftOut, [{ security: 1, symbol, reason, heldShares: usd('-500'), wantedWeight: 0.05 }]);
    assert.deepEqual(unnumbered(plan.orders), unnumbered(others));
    assert.deepEqual([plan.bought, plan.sold], [usd('5000'), usd('12025')]);
    return plan.hash;
  });
  // Two without a price are one plan, and so are two without a symbol.
  assert.equal(new Set([...hashes, whole.hash]).size, odd.length - 1);
  assert.throws(() => orderPlan({ ...input, fund: 'a,b' }), /name/);
});

test('two securities with one symbol are both left out: nobody could tell their orders apart', () => {
  const { orders, leftOut } = orderPlan({ ...input, ...named('AAA') });
  assert.deepEqual(
    leftOut?.map(({ security, reason }) => [security, reason]),
    [
      [0, 'shared_symbol'],
      [1, 'shared_symbol'],
    ],
  );
  assert.deepEqual(
    orders.map(({ security }) => security),
    [2, 3],
  );
});

test('what nobody holds or wants is not left out, and a plan that leaves out nothing says nothing of it', () => {
  const none = new Map([...input.targetWeights, [7, 0]]);
  assert.equal('leftOut' in orderPlan({ ...input, targetWeights: none }), false);
  assert.equal(orderPlan({ ...input, targetWeights: none }).hash, orderPlan(input).hash);
});

test('what is left out cannot be changed under the hash of the plan', () => {
  const plan = orderPlan({ ...input, ...named('A B') });
  const [left] = plan.leftOut ?? [];
  assert.equal(planHash(plan), plan.hash);
  for (const change of [{ reason: 'no_price' }, { heldShares: usd('-499') }, { wantedWeight: 0 }, { symbol: null }]) {
    assert.notEqual(planHash({ ...plan, leftOut: [{ ...left, ...change } as LeftOut] }), plan.hash);
  }
  assert.notEqual(planHash({ ...plan, leftOut: [] }), plan.hash);
});

test('the paper broker fills at the close with the costs of the fund, and the book is where the plan wanted it', () => {
  const { orders } = orderPlan(input);
  const executions = paperBroker(orders, market);
  const after = applyBookEvent(book, tradedEvent(day, orders, executions));
  assert.deepEqual(
    after.positions.map(({ security, quantity }) => [security, quantity]),
    [
      [0, usd('1500')],
      [1, usd('250')],
      [3, usd('-500')],
    ],
  );
  // 32,025 traded at 10 basis points.
  assert.equal(assetsOf(book) - assetsOf(after), usd('32.025'));
  const told = reconcileOrders(orders, executions);
  assert.deepEqual([told.filled, told.partlyFilled, told.unfilled, told.faults], [5, 0, 0, []]);
  assert.equal(told.shortfall, usd('32.025'));
});

test('more than a share of the volume is not filled; two orders of one security share it', () => {
  const { orders } = orderPlan(input);
  const executions = paperBroker(orders, { ...market, volumeOf: (security) => (security === 1 ? 6000.7 : 0) });
  assert.deepEqual(
    executions.map(({ orderId, quantity }) => [orderId.at(-1), quantity]),
    [
      ['2', usd('500')],
      ['3', usd('100')],
    ],
  );
  const told = reconcileOrders(orders, executions);
  assert.deepEqual(
    told.results.map(({ status, remaining }) => [status, remaining]),
    [
      ['unfilled', usd('500')],
      ['filled', 0n],
      ['partly_filled', usd('150')],
      ['unfilled', usd('200.5')],
      ['unfilled', usd('500')],
    ],
  );
  assert.equal(paperBroker(orders, { ...market, volumeShare: null, volumeOf: () => undefined }).length, 5);
});

test('limits are kept, and slippage is told against the reference price', () => {
  const { orders } = orderPlan({ ...input, limitBand: 0.01 });
  const closeOf = (security: number) => [usd('10.05'), usd('20.3'), usd('49'), undefined][security];
  const executions = paperBroker(orders, { ...market, closeOf, costs: { ...freeHolding, linear: 0 } });
  assert.deepEqual(
    executions.map(({ orderId, price }) => [orderId.at(-1), price]),
    [['1', usd('10.05')]],
  );
  const [first] = reconcileOrders(orders, executions).results;
  assert.deepEqual([first.averagePrice, first.shortfall], [usd('10.05'), usd('25')]);
});

test('what a broker reports wrongly is named and not counted', () => {
  const { orders } = orderPlan({ ...input, limitBand: 0.01 });
  const one = (id: string, orderId: string, quantity: string, price: string): Execution => ({
    id,
    orderId,
    quantity: usd(quantity),
    price: usd(price),
    linearCost: usd('0'),
    impactCost: usd('0'),
  });
  const [a, b] = [orders[0].id, orders[3].id];
  const told = reconcileOrders(orders, [
    one('x1', a, '300', '10'),
    one('x1', a, '300', '10'),
    one('x2', a, '200.1', '10'),
    one('x3', 'nobody', '1', '10'),
    one('x4', a, '-5', '10'),
    one('x5', a, '10', '10.2'),
    one('x6', b, '10', '49.4'),
    one('x7', a, '200', '10.1'),
  ]);
  assert.deepEqual(
    told.faults.map(({ execution, reason }) => [execution, reason]),
    [
      ['x1', 'repeated_execution'],
      ['x2', 'overfilled'],
      ['x3', 'unknown_order'],
      ['x4', 'not_positive'],
      ['x5', 'beyond_limit'],
      ['x6', 'beyond_limit'],
    ],
  );
  assert.deepEqual([told.results[0].status, told.results[0].averagePrice], ['filled', usd('10.04')]);
  assert.throws(() => tradedEvent(day, orders, [one('x3', 'nobody', '1', '10')]), /was not given/);
});

test('orders never go past their target, never further than a lot from it, and never change sides twice', () => {
  const weight = fc.double({ min: -0.5, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: -3000, max: 3000 }), weight, (shares, target) => {
      const held = bookOf(usd('100000'), [position(0, exact(shares / 7), prices[0])]);
      const plan = orderPlan({ ...input, book: held, targetWeights: new Map([[0, target]]) });
      const now = held.positions[0]?.quantity ?? 0n;
      const added = plan.orders.reduce<bigint>((sum, order) => sum + signedQuantity(order, order.quantity), 0n);
      const wanted = (exact(target) * 100_000n * ONE) / prices[0];
      const off = wanted - (now + added);
      assert.ok((off < 0n ? -off : off) < ONE, `${off}`);
      assert.ok(plan.orders.length <= 2 && plan.orders.every(({ quantity }) => (quantity as Amount) > 0n));
      const [most, least] = now > wanted ? [now, wanted] : [wanted, now];
      assert.ok(now + added <= most && now + added >= least);
    }),
  );
});
