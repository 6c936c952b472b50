import assert from 'node:assert/strict';
import { it } from 'node:test';
import { memoryBlobs, memoryStorage, type ScoreRecord } from '@robata/tournament';
import { SeasonRecords } from './seasonRecords.ts';

const score = (day: number): ScoreRecord => ({ round: 1, model: 1, day, values: [0.5] });
const fundDay = (day: string) => ({ day, nav: 1, gross: 0, turnover: 0, cost: 0 });

it('stores a batch as a whole when the last of its scores has come in, and the next one after it', async () => {
  const storage = memoryStorage();
  const records = new SeasonRecords(storage, memoryBlobs());
  const late = Promise.withResolvers<readonly ScoreRecord[]>();
  records.fundDay(fundDay('2024-01-05'));
  records.scores(late.promise);
  records.store();
  records.fundDay(fundDay('2024-01-12'));
  records.scores(Promise.resolve([score(2)]));
  records.store();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(await storage.fundDays(), []);
  late.resolve([score(1)]);
  await records.settled();
  assert.deepEqual(
    (await storage.fundDays()).map(({ day }) => day),
    ['2024-01-05', '2024-01-12'],
  );
  assert.deepEqual(await storage.scores({}), [score(1), score(2)]);
});

it('tells what went wrong when it is asked, and stores nothing of that batch nor of a later one', async () => {
  const storage = memoryStorage();
  const records = new SeasonRecords(storage, memoryBlobs());
  records.fundDay(fundDay('2024-01-05'));
  const failed = Promise.reject(new Error('the thread has gone'));
  failed.catch(() => undefined);
  records.publication(1, [], failed);
  records.store();
  await new Promise((resolve) => setImmediate(resolve));
  records.fundDay(fundDay('2024-01-12'));
  records.store();
  await assert.rejects(records.settled(), /the thread has gone/);
  assert.deepEqual(await storage.fundDays(), []);
});
