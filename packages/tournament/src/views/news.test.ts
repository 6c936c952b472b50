import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelRecord } from '../records.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { modelNews, tournamentNews } from './news.ts';

const TOKEN = 10n ** 18n;
const model = (id: number, name: string, kind: string): ModelRecord => ({
  id,
  name,
  account: 'a',
  kind,
  description: '',
  marked: false,
});

async function season() {
  const storage = memoryStorage();
  await storage.transaction(async (writer) => {
    await writer.putModels([model(1, 'mine', 'ridge'), model(2, 'yours', 'ridge'), model(3, 'meta model', 'meta')]);
    await writer.putRound(roundRecord(1, { state: 'resolved', scoredDays: 20 }));
    await writer.putRound(roundRecord(2, { scoredDays: 3 }));
    await writer.putRound(roundRecord(3, { scoredDays: 1 }));
    await writer.putRound(roundRecord(4, { state: 'closed' }));
    await writer.addEntries(
      [1, 2].map((round) => ({
        round,
        model: 1,
        atRisk: 5n * TOKEN,
        submissionHash: 'h',
        late: false,
        metaModelCorrelation: null,
      })),
    );
    await writer.addScores([
      ...[1, 3].map((id) => ({ round: 1, model: id, day: 20, values: [0.01 * id] })),
      ...[1, 2, 3].flatMap((day) => [1, 3].map((id) => ({ round: 2, model: id, day, values: [0.001 * id * day] }))),
      { round: 3, model: 3, day: 1, values: [0.5] },
    ]);
    await writer.addPayouts([
      { round: 1, model: 1, atRisk: 5n * TOKEN, amount: 2n * TOKEN },
      { round: 1, model: 2, atRisk: 5n * TOKEN, amount: -TOKEN },
    ]);
    await writer.addFundDays(
      [1, 2].map((n) => ({ day: `2024-01-0${n}`, nav: 100 * n, gross: 1, turnover: 0, cost: 0 })),
    );
  });
  return storage;
}

test('the news are the last day and the one before, the round that resolved last, and the meta model in all', async () => {
  const news = await tournamentNews(await season());
  assert.deepEqual(
    news.underWay.map(({ round, day, scores, before }) => [round, day, scores['corr'], before?.['corr'] ?? null]),
    [
      [3, 1, 0.5, null],
      [2, 3, 0.001 * 3 * 3, 0.001 * 3 * 2],
    ],
  );
  assert.deepEqual(news.lastResolved, { round: 1, paid: '2', burned: '1', corr: 0.03 });
  assert.deepEqual(news.fund, { day: '2024-01-02', nav: 200, before: 100 });
  assert.deepEqual(
    news.metaModel.map(({ round, isResolved }) => [round, isResolved]),
    [
      [1, true],
      [2, false],
      [3, false],
    ],
  );
});

test('news of models are their own, and of nobody who is not there', async () => {
  const [mine, ...others] = await modelNews(await season(), ['mine', 'nobody']);
  assert.deepEqual(others, []);
  assert.deepEqual(
    mine?.underWay.map(({ round, scores, atRisk }) => [round, scores['corr'], atRisk]),
    [[2, 0.001 * 1 * 3, '5']],
  );
  assert.deepEqual(mine?.lastResolved, { round: 1, scores: { corr: 0.01 }, atRisk: '5', payout: '2' });
});

test('before anything happened there are no news, and no error', async () => {
  assert.deepEqual(await tournamentNews(memoryStorage()), {
    metaModel: [],
    underWay: [],
    lastResolved: null,
    fund: null,
    incidents: [],
  });
  assert.deepEqual(await modelNews(memoryStorage(), ['mine']), []);
});
