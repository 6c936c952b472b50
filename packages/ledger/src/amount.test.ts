import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type Amount, amount, amountOf, formatAmount, parseAmount, sumAmounts } from './amount.ts';

test('amounts are read exactly to the last unit', () => {
  assert.equal(amount('1'), 10n ** 18n);
  assert.equal(amount('0.000000000000000001'), 1n);
  assert.equal(amount('-0.3'), -(3n * 10n ** 17n));
  assert.equal(amount('1e-05'), 10n ** 13n);
  assert.equal(amount('123456789.123456789123456789'), 123456789123456789123456789n);
  assert.equal(amount('1.0000000000000000000'), 10n ** 18n, 'zeros beyond the last place change nothing');
});

test('what is no amount is refused with its reason', () => {
  const cases: Record<string, string[]> = {
    empty: [''],
    not_a_number: ['NaN', 'Infinity', '-Infinity', 'abc', ' 1', '1,000', '1.', '.1', '0x1', 'null'],
    too_fine: ['0.0000000000000000001', '1e-19', '1.0000000000000000001'],
    too_large: ['1e30', '-1e30', '1e999'],
  };
  for (const [reason, texts] of Object.entries(cases)) {
    for (const text of texts) assert.deepEqual(parseAmount(text), { status: 'refused', reason }, text);
  }
  assert.throws(() => amount('much'), RangeError);
});

test('an amount that is written reads back as it was', () => {
  const limit = 10n ** 48n - 1n;
  fc.assert(
    fc.property(fc.bigInt(-limit, limit), (units) => {
      assert.deepEqual(parseAmount(formatAmount(amountOf(units))), { status: 'parsed', amount: units });
    }),
  );
});

test('the sum of no amounts is 0', () => {
  assert.equal(sumAmounts([]), 0n);
  assert.equal(sumAmounts([amount('0.1'), amount('0.2')] satisfies Amount[]), amount('0.3'));
});
