import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Amount, amount, amountOf, ZERO } from '@robata/ledger';
import * as fc from 'fast-check';
import { applyBookEvent } from './applyBookEvent.ts';
import { assetsOf, type Book, bookOf, bookWeights, exposureOf, position } from './book.ts';
import type { BookEvent } from './bookEvent.ts';

const day = '2024-03-01';
/** Long 100 of security 1 at 50, short 40 of security 2 at 25, and 1,000 of cash: worth 5,000. */
const book = bookOf(amount('1000'), [
  position(2, amount('-40'), amount('25')),
  position(1, amount('100'), amount('50')),
]);
const shapeOf = ({ cash, positions }: Book) => [
  cash,
  ...positions.map(({ security, quantity, price }) => [security, quantity, price]),
];
const usd = (text: string): Amount => amount(text);

test('a book is worth its cash and positions, shorts negative, whatever the order in which they are given', () => {
  assert.equal(assetsOf(book), usd('5000'));
  assert.deepEqual(exposureOf(book), { gross: usd('6000'), net: usd('4000') });
  assert.deepEqual(
    [...bookWeights(book)],
    [
      [1, 1],
      [2, -0.2],
    ],
  );
  assert.throws(() => bookWeights(bookOf(ZERO, [])), RangeError);
});

test('a trade moves cash against shares and loses its costs, and closing a position leaves none', () => {
  const after = applyBookEvent(book, {
    kind: 'traded',
    day,
    fills: [
      { security: 1, quantity: usd('-100'), price: usd('50'), linearCost: usd('5'), impactCost: usd('2') },
      { security: 3, quantity: usd('10'), price: usd('7'), linearCost: ZERO, impactCost: ZERO },
    ],
  });
  assert.deepEqual(shapeOf(after), [usd('5923'), [2, usd('-40'), usd('25')], [3, usd('10'), usd('7')]]);
  assert.equal(assetsOf(after), usd('4993'));
});

test('what is paid above the last mark is lost at once', () => {
  const fills = [{ security: 1, quantity: usd('10'), price: usd('50.5'), linearCost: ZERO, impactCost: ZERO }];
  assert.equal(assetsOf(applyBookEvent(book, { kind: 'traded', day, fills })), usd('4995'));
});

test('closing prices move what is held; what has no price keeps its last', () => {
  const after = applyBookEvent(book, {
    kind: 'marked',
    day,
    prices: [
      { security: 2, price: usd('30') },
      { security: 9, price: usd('1') },
    ],
  });
  assert.equal(assetsOf(after), usd('4800'));
});

test('interest comes to the cash and the borrow fee leaves it', () => {
  const after = applyBookEvent(book, { kind: 'financed', day, interest: usd('3'), borrowCost: usd('1.25') });
  assert.equal(after.cash, usd('1001.75'));
});

test('a split of 3 for 2 gives half as many shares again at two thirds of the price', () => {
  const after = applyBookEvent(book, { kind: 'split', day, security: 1, ratio: { new: 3, per: 2 } });
  assert.deepEqual(shapeOf(after)[1], [1, usd('150'), usd('33.333333333333333333')]);
  assert.equal(assetsOf(after), assetsOf(book));
});

test('a dividend is received by a long position and paid by a short one', () => {
  const paid = (security: number) =>
    applyBookEvent(book, { kind: 'dividend', day, security, perShare: usd('0.5') }).cash - book.cash;
  assert.equal(paid(1), usd('50'));
  assert.equal(paid(2), usd('-20'));
  assert.equal(paid(3), 0n);
});

test('a merger pays cash, or shares of the other company, or both; a short pays and owes them', () => {
  const forCash: BookEvent = { kind: 'merger', day, security: 2, cashPerShare: usd('30'), stock: null };
  assert.deepEqual(shapeOf(applyBookEvent(book, forCash)), [usd('-200'), [1, usd('100'), usd('50')]]);
  const forStock: BookEvent = {
    kind: 'merger',
    day,
    security: 2,
    cashPerShare: usd('1'),
    stock: { into: 1, ratio: { new: 1, per: 2 }, price: usd('48') },
  };
  // 40 shorts owe 20 of security 1, which is held already and keeps its own mark.
  assert.deepEqual(shapeOf(applyBookEvent(book, forStock)), [usd('960'), [1, usd('80'), usd('50')]]);
  const stock = { into: 4, ratio: { new: 1, per: 2 }, price: usd('48') };
  assert.deepEqual(shapeOf(applyBookEvent(book, { ...forStock, stock }))[2], [4, usd('-20'), usd('48')]);
});

test('a spin-off changes what is held and not what it is worth', () => {
  const ratio = { new: 1, per: 4 };
  const event: BookEvent = { kind: 'spun_off', day, security: 1, child: 5, ratio, childPrice: usd('20') };
  const after = applyBookEvent(book, event);
  assert.deepEqual(shapeOf(after).slice(1), [
    [1, usd('100'), usd('45')],
    [2, usd('-40'), usd('25')],
    [5, usd('25'), usd('20')],
  ]);
  assert.equal(assetsOf(after), assetsOf(book));
  assert.throws(() => applyBookEvent(book, { ...event, childPrice: usd('900') }), /more than it is worth/);
});

test('a delisted position becomes cash at what is recovered, the whole close or nothing', () => {
  const delisted = (security: number, recovery: string) =>
    assetsOf(applyBookEvent(book, { kind: 'delisted', day, security, recovery: usd(recovery) }));
  assert.equal(delisted(1, '50'), usd('5000'));
  assert.equal(delisted(1, '0'), usd('0'));
  assert.equal(delisted(2, '0'), usd('6000'));
});

test('actions on securities that are not held do nothing, and impossible ones are refused', () => {
  const split: BookEvent = { kind: 'split', day, security: 8, ratio: { new: 2, per: 1 } };
  assert.equal(applyBookEvent(book, split), book);
  assert.throws(() => applyBookEvent(book, { ...split, security: 1, ratio: { new: 0, per: 1 } }), /no ratio/);
  assert.throws(
    () => applyBookEvent(book, { kind: 'marked', day, prices: [{ security: 1, price: usd('-1') }] }),
    /price below 0/,
  );
});

test('the value of a book is frozen, and every event leaves the earlier book as it was', () => {
  assert.ok(Object.isFrozen(book) && Object.isFrozen(book.positions) && book.positions.every(Object.isFrozen));
  const before = shapeOf(book);
  applyBookEvent(book, { kind: 'split', day, security: 1, ratio: { new: 2, per: 1 } });
  assert.deepEqual(shapeOf(book), before);
});

test('no split, stock merger at the mark or spin-off makes or loses money beyond a unit per share', () => {
  const units = (most: bigint) => fc.bigInt(1n, most).map(amountOf);
  const ratio = fc.record({ new: fc.integer({ min: 1, max: 50 }), per: fc.integer({ min: 1, max: 50 }) });
  fc.assert(
    fc.property(units(10n ** 22n), units(10n ** 21n), ratio, fc.boolean(), (shares, price, ratio, isLong) => {
      const held = bookOf(ZERO, [position(1, isLong ? shares : -shares, price)]);
      const split = applyBookEvent(held, { kind: 'split', day, security: 1, ratio });
      assert.equal(assetsOf(split), assetsOf(held));
      const childPrice = amountOf((price * BigInt(ratio.per)) / (2n * BigInt(ratio.new)));
      const spun = applyBookEvent(held, { kind: 'spun_off', day, security: 1, child: 2, ratio, childPrice });
      const off = assetsOf(spun) - assetsOf(held);
      const allowed = shares / 10n ** 18n + price / 10n ** 18n + 4n;
      assert.ok((off < 0n ? -off : off) <= allowed, `${off} and not within ${allowed}`);
    }),
  );
});
