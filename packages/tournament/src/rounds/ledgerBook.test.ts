import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { amount, balance, pendingReleases, roundId, stake, wallet } from '@robata/ledger';
import { LedgerBook } from './ledgerBook.ts';

describe('a round that is cancelled', () => {
  const round = roundId('classic', 1);
  const later = roundId('classic', 2);
  const begun = (): LedgerBook => {
    const book = new LedgerBook();
    const own = { account: 'ada', model: '1' } as const;
    book.post({ idempotencyKey: 'd', command: { kind: 'deposit', account: 'ada', amount: amount('10') } });
    book.post({ idempotencyKey: 'i', command: { kind: 'stake_increase', ...own, amount: amount('10') } });
    book.post({ idempotencyKey: 's', command: { kind: 'snapshot', round, models: ['1'] } });
    book.post({ idempotencyKey: 'o', command: { kind: 'stake_decrease', ...own, amount: amount('4') } });
    return book;
  };

  it('lets go what waited for it, at once and not only when another one resolves', () => {
    const book = begun();
    assert.equal(pendingReleases(book.journal, '1').length, 1);
    book.cancel(round, 'The data were wrong.');
    assert.deepEqual(pendingReleases(book.journal, '1'), []);
    assert.deepEqual(
      [balance(book.journal, wallet('ada')), balance(book.journal, stake('1'))],
      [amount('4'), amount('6')],
    );
    assert.deepEqual(
      book.takeUnsaved().map(({ kind }) => kind),
      ['deposit', 'stake_increase', 'snapshot', 'stake_decrease', 'cancellation', 'release'],
    );
  });

  it('keeps what an earlier round can still burn', () => {
    const book = begun();
    book.post({ idempotencyKey: 's2', command: { kind: 'snapshot', round: later, models: ['1'] } });
    book.cancel(later, 'The data were wrong.');
    assert.equal(pendingReleases(book.journal, '1').length, 1);
    assert.equal(balance(book.journal, wallet('ada')), 0n);
  });
});
