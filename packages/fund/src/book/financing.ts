import type { Amount } from '@robata/ledger';
import { approximate, exact } from '../money.ts';
import type { Book } from './book.ts';
import type { CostTerms } from './costTerms.ts';

/**
 * Interest and borrow fee of a book held for some calendar days: cash · rate · days / dayCount, at the debit rate where cash is borrowed,
 * and Σ |short value| · fee · days / dayCount. Simple interest: it compounds because it is paid into the cash each day.
 * Throws RangeError for a negative or fractional number of days.
 */
export function financing(
  book: Book,
  terms: CostTerms,
  days: number,
): { readonly interest: Amount; readonly borrowCost: Amount } {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`${days} is no number of days`);
  const years = days / terms.dayCount;
  const rate = book.cash < 0n ? terms.debitPerYear : terms.creditPerYear;
  let borrow = 0;
  for (const { security, value } of book.positions) {
    if (value >= 0n) continue;
    borrow += -approximate(value) * (terms.borrowPerYearOf.get(security) ?? terms.borrowPerYear);
  }
  return { interest: exact(approximate(book.cash) * rate * years), borrowCost: exact(borrow * years) };
}
