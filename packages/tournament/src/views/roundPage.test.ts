import assert from 'node:assert/strict';
import { it } from 'node:test';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { roundPage } from './roundPage.ts';

it('says what the next step of a round waits for', async () => {
  const storage = memoryStorage();
  const dueAt = '2024-02-01T22:00:00Z';
  await storage.transaction(async (writer) => {
    await writer.putRound(roundRecord(1, { scoredDays: 1 }));
    await writer.putSteps([
      { round: 1, kind: 'score', day: 1, dueAt, state: 'done', postponed: null, nextAt: dueAt },
      { round: 1, kind: 'score', day: 2, dueAt, state: 'waiting', postponed: 'No prices yet.', nextAt: dueAt },
      { round: 1, kind: 'resolve', day: 0, dueAt, state: 'waiting', postponed: null, nextAt: dueAt },
    ]);
  });
  assert.equal((await roundPage(storage, 1, false))?.waitsFor, 'No prices yet.');
  await storage.transaction((writer) =>
    writer.putSteps([{ round: 1, kind: 'score', day: 2, dueAt, state: 'done', postponed: null, nextAt: dueAt }]),
  );
  assert.equal((await roundPage(storage, 1, false))?.waitsFor, null);
});
