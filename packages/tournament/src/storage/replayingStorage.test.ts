import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { LedgerRecord } from '../records.ts';
import { memoryStorage } from './memoryStorage.ts';
import { ReplayMismatchError, replayingStorage } from './replayingStorage.ts';
import type { Storage } from './storage.ts';

const entry = (sequence: number, hash = `h${sequence}`): LedgerRecord => ({
  sequence,
  kind: 'deposit',
  idempotencyKey: `k${sequence}`,
  hash,
  previousHash: `h${sequence - 1}`,
  body: '{}',
  lines: [],
});

/** A toy run of `days` days: one ledger entry, one fund day and one incident a day. */
async function run(storage: Storage, days: number): Promise<void> {
  for (let day = 1; day <= days; day++) {
    await storage.transaction(async (writer) => {
      await writer.appendLedger([entry(day)]);
      await writer.addFundDays([{ day: `2024-01-0${day}`, nav: day, gross: 1, turnover: 0, cost: 0 }]);
      await writer.addIncidents([
        { rule: 'r', severity: 'info', rows: 1, day: null, security: null, round: null, message: `${day}` },
      ]);
    });
  }
}

it('goes on after a stop as if there had been none', async () => {
  const whole = memoryStorage();
  await run(whole, 5);
  const stopped = memoryStorage();
  await run(stopped, 2);
  const again = await replayingStorage(stopped);
  assert.equal(again.isReplaying(), true);
  await run(again, 5);
  assert.equal(again.isReplaying(), false);
  for (const read of [(s: Storage) => s.ledger(1, 9), (s: Storage) => s.fundDays(), (s: Storage) => s.incidents(9)]) {
    assert.deepEqual(await read(stopped), await read(whole));
  }
});

it('refuses a repetition that differs from what is stored', async () => {
  const storage = memoryStorage();
  await run(storage, 2);
  const again = await replayingStorage(storage);
  await assert.rejects(
    again.transaction((writer) => writer.appendLedger([entry(1, 'another')])),
    ReplayMismatchError,
  );
});
