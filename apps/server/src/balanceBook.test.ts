import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage, type Storage } from '@robata/tournament';
import { balanceBook } from './balanceBook.ts';

const entry = (sequence: number, amount: bigint) => ({
  sequence,
  kind: 'stake_increase',
  idempotencyKey: `key ${sequence}`,
  hash: `hash ${sequence}`,
  previousHash: `hash ${sequence - 1}`,
  body: '{}',
  lines: [
    { account: 'world', amount: -amount },
    { account: `stake:${sequence % 3}`, amount },
  ],
});
const post = (storage: Storage, from: number, count: number) =>
  storage.transaction((writer) =>
    writer.appendLedger(Array.from({ length: count }, (_, at) => entry(from + at, BigInt(from + at)))),
  );

test('balances moved by new entries are those that are summed anew, whatever the number of entries', async () => {
  const storage = memoryStorage();
  const balances = balanceBook(storage);
  assert.deepEqual(await balances(), { sequence: 0, of: new Map() });
  let next = 1;
  for (const count of [1, 200, 3, 450]) {
    await post(storage, next, count);
    next += count;
    const [first, second] = await Promise.all([balances(), balances()]);
    assert.equal(first.sequence, next - 1);
    assert.deepEqual(new Map(first.of), new Map(await storage.balances()));
    assert.equal(second, first, 'nothing is counted twice');
  }
});

test('what comes while they are summed is not counted twice later', async () => {
  const storage = memoryStorage();
  await post(storage, 1, 5);
  let isFirst = true;
  const balances = balanceBook({
    ledger: storage.ledger,
    async balances() {
      if (isFirst) await post(storage, 6, 2);
      isFirst = false;
      return storage.balances();
    },
  });
  for (let at = 0; at < 3; at++) assert.deepEqual(new Map((await balances()).of), new Map(await storage.balances()));
  await post(storage, 8, 1);
  assert.deepEqual(new Map((await balances()).of), new Map(await storage.balances()));
});
