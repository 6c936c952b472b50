import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, sumAmounts } from '@robata/ledger';
import * as fc from 'fast-check';
import { applyTrades, holdingWeights, netAssetValue, openFund } from '../fundState.ts';
import { approximate, exact } from '../money.ts';
import { applyBookEvent } from './applyBookEvent.ts';
import { assetsOf, bookOf, bookWeights } from './book.ts';
import { freeHolding } from './costTerms.ts';
import { fillsTo } from './fillsTo.ts';

const day = '2024-03-01';

test('to weights of the NAV before the trade, costs from cash', () => {
  const book = bookOf(amount('1000000'), []);
  const fills = fillsTo({
    book,
    capital: assetsOf(book),
    targetWeights: new Map([
      [2, -0.2],
      [1, 0.3],
    ]),
    priceOf: (security) => amount(security === 1 ? '60' : '25'),
    costs: { ...freeHolding, linear: 0.001, impact: 1 },
    liquidityOf: () => ({ volume: 1e8, volatility: 0.02 }),
  });
  assert.deepEqual(
    fills.map(({ security, quantity, linearCost }) => [security, quantity, linearCost]),
    [
      [1, amount('5000'), amount('300')],
      [2, amount('-8000'), amount('200')],
    ],
  );
  assert.equal(approximate(fills[1].impactCost).toFixed(9), (0.02 * 200_000 * Math.sqrt(0.002)).toFixed(9));
  const after = applyBookEvent(book, { kind: 'traded', day, fills });
  assert.equal(assetsOf(after), 10n ** 24n - sumAmounts(fills.flatMap((fill) => [fill.linearCost, fill.impactCost])));
});

test('what has no price cannot be traded, and what is on target is left alone', () => {
  const costs = { ...freeHolding, linear: 0 };
  const book = bookOf(amount('100'), []);
  const input = { book, capital: amount('100'), targetWeights: new Map([[1, 0.5]]), costs };
  assert.throws(() => fillsTo({ ...input, priceOf: () => undefined }), /no price/);
  const held = applyBookEvent(book, { kind: 'traded', day, fills: fillsTo({ ...input, priceOf: () => amount('3') }) });
  assert.deepEqual(fillsTo({ ...input, book: held, priceOf: () => amount('3') }), []);
});

test('week after week the exact book and the fund in doubles say the same', () => {
  const weight = fc.integer({ min: -50, max: 50 }).map((value) => value / 100);
  const change = fc.integer({ min: -200, max: 300 }).map((value) => value / 1000);
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(weight, change), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
      (weeks) => {
        let fund = openFund(1e8);
        let book = bookOf(amount('100000000'), []);
        const price = [10, 25.5, 300];
        for (const week of weeks) {
          const targetWeights = new Map(week.map(([target], i) => [i, target] as const));
          fund = applyTrades(fund, targetWeights, 0.001).state;
          const fills = fillsTo({
            book,
            capital: assetsOf(book),
            targetWeights,
            priceOf: (security) => exact(price[security]),
            costs: { ...freeHolding, linear: 0.001 },
          });
          book = applyBookEvent(book, { kind: 'traded', day, fills });
          week.forEach(([, move], i) => {
            price[i] *= 1 + move;
          });
          fund = {
            cash: fund.cash,
            positions: new Map([...fund.positions].map(([i, value]) => [i, value * (1 + week[i][1])])),
          };
          const prices = price.map((value, security) => ({ security, price: exact(value) }));
          book = applyBookEvent(book, { kind: 'marked', day, prices });
          const nav = netAssetValue(fund);
          assert.ok(Math.abs(approximate(assetsOf(book)) / nav - 1) < 1e-9);
          for (const [security, share] of holdingWeights(fund)) {
            assert.ok(Math.abs((bookWeights(book).get(security) ?? 0) - share) < 1e-9);
          }
        }
      },
    ),
  );
});
