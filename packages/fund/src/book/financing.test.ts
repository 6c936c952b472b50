import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount } from '@robata/ledger';
import { bookOf, position } from './book.ts';
import { type CostTerms, freeHolding } from './costTerms.ts';
import { financing } from './financing.ts';

const terms: CostTerms = {
  ...freeHolding,
  linear: 0,
  creditPerYear: 0.05,
  debitPerYear: 0.08,
  borrowPerYear: 0.01,
  borrowPerYearOf: new Map([[3, 0.2]]),
  dayCount: 360,
};
const shorts = [position(1, amount('100'), amount('10')), position(2, amount('-36'), amount('10'))];

test('cash earns over calendar days, and short stock costs its own fee or the default', () => {
  const { interest, borrowCost } = financing(
    bookOf(amount('7200'), [...shorts, position(3, amount('-9'), amount('20'))]),
    terms,
    3,
  );
  assert.equal(interest, amount('3'));
  assert.equal(borrowCost, amount('0.33'));
});

test('borrowed cash pays the debit rate', () => {
  assert.equal(financing(bookOf(amount('-4500'), []), terms, 1).interest, amount('-1'));
  assert.deepEqual(financing(bookOf(amount('4500'), shorts), terms, 0), { interest: 0n, borrowCost: 0n });
  assert.throws(() => financing(bookOf(amount('1'), []), terms, 0.5), RangeError);
});
