import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, amountOf, sumAmounts } from '@robata/ledger';
import * as fc from 'fast-check';
import { allocate, approximate, exact, product } from './money.ts';

test('a price is the decimal that people read and not its binary neighbour', () => {
  assert.equal(exact(10.1), amount('10.1'));
  assert.equal(exact(-0.1), amount('-0.1'));
  assert.equal(approximate(amount('10.1')), 10.1);
  assert.throws(() => exact(Number.NaN), RangeError);
});

test('a long and a short of as many shares are worth opposite amounts to the last unit', () => {
  const price = amount('3.333333333333333333');
  assert.equal(product(amount('0.000000000000000007'), price), 23n);
  assert.equal(product(amount('-0.000000000000000007'), price), -23n);
});

test('what is allocated adds up exactly, and each part is within one unit of its share', () => {
  const weight = fc.bigInt(0n, 10n ** 26n);
  fc.assert(
    fc.property(
      fc.bigInt(-(10n ** 30n), 10n ** 30n),
      fc.array(weight, { minLength: 1, maxLength: 9 }),
      (total, rest) => {
        const weights = [...rest, 1n];
        const sum = weights.reduce((a, b) => a + b, 0n);
        const parts = allocate(amountOf(total), weights);
        assert.equal(sumAmounts(parts), total);
        parts.forEach((part, i) => {
          const off = part * sum - total * weights[i];
          assert.ok(off > -sum && off < sum);
        });
      },
    ),
  );
  assert.throws(() => allocate(amountOf(1n), [0n]), /nobody/);
});
