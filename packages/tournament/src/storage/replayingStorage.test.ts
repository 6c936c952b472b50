import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FundDayRecord, FundFigures, LedgerRecord } from '../records.ts';
import type { StoredClose } from '../funds/productBook.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { memoryStorage } from './memoryStorage.ts';
import { ReplayMismatchError, replayingStorage } from './replayingStorage.ts';
import type { Storage, StorageWriter } from './storage.ts';

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

it('stores every incident that is new, however many others wrote beside the run before it was stopped', async () => {
  const incident = (rule: string, message: string) =>
    ({ rule, severity: 'info', rows: 1, day: null, security: null, round: 3, message }) as const;
  const storage = memoryStorage();
  await run(storage, 2);
  // The round engine does, while the market is live.
  await storage.transaction((writer) =>
    writer.addIncidents([1, 2, 3].map((day) => incident('step_postponed', `day ${day} is late`))),
  );
  const again = await replayingStorage(storage);
  await run(again, 3);
  await again.transaction((writer) => writer.addIncidents([incident('restatement', 'a close was wrong')]));
  const stored = await storage.incidents(20);
  assert.deepEqual(stored.map(({ message }) => message).sort(), [
    '1',
    '2',
    '3',
    'a close was wrong',
    'day 1 is late',
    'day 2 is late',
    'day 3 is late',
  ]);
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

const round = roundRecord(1, { scoredDays: 2, commitment: 'sealed' });
const fundDay: FundDayRecord = { day: '2024-01-09', nav: 1, gross: 1, turnover: 0.5, cost: 0 };
const score = (day: number, values: number[]) => ({ round: 1, model: 1, day, values });
const payout = (amount: bigint) => ({ round: 1, model: 1, atRisk: 100n, amount });
const entryOf = (atRisk: bigint) => ({
  round: 1,
  model: 1,
  atRisk,
  submissionHash: 'aa',
  late: false,
  metaModelCorrelation: null,
});

/** One of everything; each number may be another one. */
async function everything(writer: StorageWriter, change: Partial<Record<string, number>> = {}): Promise<void> {
  const { day1 = 0.5, day2 = Number.NaN, paid = -5, staked = 100, nav = 1 } = change;
  await writer.putRound(change.commitment === undefined ? round : { ...round, commitment: 'another' });
  await writer.addEntries([entryOf(BigInt(staked))]);
  await writer.addScores([score(1, [day1, 1]), score(2, [day2, 2])]);
  await writer.addPayouts([payout(BigInt(paid))]);
  await writer.addFundDays([{ ...fundDay, nav }]);
}

it('takes the same numbers again, undefined scores among them, and writes what comes after', async () => {
  const storage = memoryStorage();
  await storage.transaction((writer) => everything(writer));
  const again = await replayingStorage(storage);
  await again.transaction((writer) => everything(writer));
  await again.transaction(async (writer) => {
    await writer.putRound({ ...round, scoredDays: 3 });
    await writer.addScores([score(3, [3, 3])]);
  });
  assert.deepEqual(
    (await storage.scores({ round: 1 })).map(({ day }) => day),
    [1, 2, 3],
  );
});

for (const [what, change] of Object.entries({
  'a score': { day1: 0.25 },
  'a score that was undefined': { day2: 0 },
  'a payout': { paid: -6 },
  'a stake': { staked: 99 },
  "the fund's value": { nav: 1 + 2 ** -52 },
  'what a round was closed on': { commitment: 1 },
})) {
  it(`refuses a repetition that differs in ${what}`, async () => {
    const storage = memoryStorage();
    await storage.transaction((writer) => everything(writer));
    const again = await replayingStorage(storage);
    await assert.rejects(
      again.transaction((writer) => everything(writer, change)),
      ReplayMismatchError,
    );
  });
}

it('gives the round that is open again its new times, also where some of its days were stored before', async () => {
  const storage = memoryStorage();
  const open = roundRecord(1, { state: 'open', scoredDays: 0, commitment: null });
  await storage.transaction((writer) => writer.putRound(open));
  await run(storage, 2);
  const again = await replayingStorage(storage);
  const opensAt = '2026-01-03T18:00:00Z';
  await again.transaction((writer) => writer.putRound({ ...open, opensAt }));
  assert.equal(again.isReplaying(), true);
  assert.equal((await storage.round(1))?.opensAt, opensAt);
});

it('compares a day of the fund by the hash of its events, and writes the days that follow', async () => {
  const close = (sequence: number, hash = `hash ${sequence}`): StoredClose => ({
    product: 'neutral',
    sequence,
    day: `2024-01-0${sequence}`,
    figures: { nav: '1' } as unknown as FundFigures,
    asked: [],
    hash,
    events: '',
  });
  const storage = memoryStorage();
  await storage.transaction((writer) => writer.addFundCloses([close(1), close(2)]));
  const again = await replayingStorage(storage);
  await again.transaction((writer) => writer.addFundCloses([close(1), close(2)]));
  await again.transaction((writer) => writer.addFundCloses([close(3)]));
  assert.equal((await storage.fundCloses('neutral')).length, 3);
  await assert.rejects(
    (await replayingStorage(storage)).transaction((writer) => writer.addFundCloses([close(2, 'another')])),
    ReplayMismatchError,
  );
});
