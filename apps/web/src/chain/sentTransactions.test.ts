import assert from 'node:assert/strict';
import test from 'node:test';
import { keepTransactions, keptTransactions, type SentTransaction } from './sentTransactions.ts';

const HASH = `0x${'ab'.repeat(32)}`;
const SENT: SentTransaction = { hash: HASH, says: 'Deposit of 1', address: '0x1', sentAt: 1_000_000, isCounted: true };

test('what is kept comes back as it was, by vault and chain, and what is spoiled is nothing', () => {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
  keepTransactions(storage, 1, '0xAB', [SENT]);
  assert.deepEqual(keptTransactions(storage, 1, '0xab'), [SENT]);
  assert.deepEqual(keptTransactions(storage, 2, '0xab'), []);
  const [key = ''] = items.keys();
  for (const spoiled of ['{', '{"a":1}', '[{"hash":"0x1"}]']) {
    items.set(key, spoiled);
    assert.deepEqual(keptTransactions(storage, 1, '0xab'), []);
  }
});
