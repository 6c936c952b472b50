import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amount, amountOf } from './amount.ts';
import { concentration } from './concentration.ts';
import { decimal12, ONE } from './decimal12.ts';

test('two stakes of 3 and 1 have the figures worked out by hand', () => {
  assert.deepEqual(concentration([amount('1'), amount('0'), amount('3')]), {
    stakes: 2,
    total: amount('4'),
    top1: decimal12('0.75'),
    top10: ONE,
    top50: ONE,
    herfindahl: decimal12('0.625'),
    effectiveNumber: decimal12('1.6'),
  });
});

test('a hundred equal stakes are a hundred, and one stake is one', () => {
  const equal = concentration(Array.from({ length: 100 }, () => amount('7.3')));
  assert.deepEqual(
    [equal.top1, equal.top10, equal.top50, equal.herfindahl, equal.effectiveNumber],
    ['0.01', '0.1', '0.5', '0.01', '100'].map(decimal12),
  );
  const one = concentration([amountOf(1n)]);
  assert.deepEqual([one.top1, one.herfindahl, one.effectiveNumber], [ONE, ONE, ONE]);
});

test('nobody holds nothing, and a negative stake is refused', () => {
  const { stakes, total, top1, herfindahl, effectiveNumber } = concentration([amount('0')]);
  assert.deepEqual([stakes, total, top1, herfindahl, effectiveNumber], [0, 0n, 0n, 0n, 0n]);
  assert.throws(() => concentration([amount('-1')]), RangeError);
});

test('the figures do not depend on the order, and keep their bounds: 1/n ≤ Herfindahl ≤ top 1 ≤ top 10 ≤ top 50 ≤ 1', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(1n, 10n ** 26n).map(amountOf), { minLength: 1, maxLength: 80 }), (stakes) => {
      const found = concentration(stakes);
      assert.deepEqual(concentration(stakes.toReversed()), found);
      const order = [found.herfindahl, found.top1, found.top10, found.top50, ONE];
      order.slice(1).forEach((value, i) => assert.ok((order[i] ?? 0n) <= value));
      assert.ok(found.herfindahl * BigInt(stakes.length) >= ONE - BigInt(stakes.length));
      assert.ok(found.effectiveNumber >= ONE && found.effectiveNumber <= BigInt(stakes.length) * ONE);
    }),
  );
});
