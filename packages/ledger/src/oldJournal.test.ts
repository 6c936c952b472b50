import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount } from './amount.ts';
import { LedgerForTests } from './testing/ledgerForTests.ts';
import { verifyJournal } from './verifyJournal.ts';

test('a journal from before release policies has the hashes it had, and verifies', () => {
  const ledger = new LedgerForTests().treasury('1000').deposit('ada', '100').deposit('bob', '50');
  ledger.increase('m', '80').increase('n', '40', 'bob');
  const [first, second] = [ledger.close(1, ['m', 'n']), ledger.close(2, ['m', 'n'])];
  ledger.decrease('m', '30').decrease('n', '1.5', 'bob');
  ledger.post({ kind: 'withdrawal', account: 'ada', amount: amount('5') });
  ledger.post({ kind: 'reserve', round: first, amount: amount('2') });
  ledger.resolve(ledger.plan(first, -0.04));
  ledger.resolve(ledger.plan(second, 0.03));
  ledger.post({ kind: 'reversal', reverses: 'key-9', reason: 'sent twice' });
  assert.equal(verifyJournal(ledger.entries).status, 'verified');
  // Taken on 2026-11-22 from the code that had no release policies, loss limits and payout modes.
  assert.deepEqual(ledger.journal.head, GOLDEN);
});

const GOLDEN = { sequence: 15, hash: '81449760d40445a07a3df8484af60703064fd36e2c46296046dee19df58ca648' };
