import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RoundRecord } from '../records.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import type { Storage } from '../storage/storage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { leaderboard } from './leaderboard.ts';

const COLUMNS = [
  { key: 'corr', definitionId: 'corr20v2', target: 'janet_20' },
  { key: 'tc', definitionId: 'tc-gradient', target: null },
];
const TOKEN = 10n ** 18n;

const round = (number: number, state: RoundRecord['state'], columns = COLUMNS): RoundRecord =>
  roundRecord(number, { state, columns, scoredDays: 20 });

async function filled(): Promise<Storage> {
  const storage = memoryStorage();
  await storage.transaction(async (writer) => {
    await writer.putModels(
      ['ada', 'bob', 'new'].map((name, i) => ({
        id: i + 1,
        name,
        account: name,
        kind: 'ridge',
        description: '',
        marked: false,
      })),
    );
    await writer.putRound(round(1, 'resolved'));
    // The second round lists its columns the other way round: values are found by key, not by place.
    await writer.putRound(round(2, 'resolved', COLUMNS.toReversed()));
    await writer.putRound(round(3, 'scoring'));
    await writer.addScores([
      { round: 1, model: 1, day: 20, values: [0.01, 0.002] },
      { round: 2, model: 1, day: 20, values: [0.004, 0.03] },
      { round: 3, model: 1, day: 20, values: [9, 9] },
      { round: 1, model: 2, day: 20, values: [0.05, Number.NaN] },
      { round: 2, model: 2, day: 20, values: [0.01, 0.05] },
    ]);
    await writer.addPayouts([
      { round: 1, model: 1, atRisk: 100n * TOKEN, amount: 5n * TOKEN },
      { round: 2, model: 1, atRisk: 105n * TOKEN, amount: -5n * TOKEN },
    ]);
  });
  return storage;
}

it('takes means over resolved rounds only, by column key, leaving undefined scores out', async () => {
  const [first, second, last] = await leaderboard(await filled(), { lastRounds: null, lags: 0 });
  assert.deepEqual([first?.model, second?.model, last?.model], ['bob', 'ada', 'new']);
  assert.equal(second?.rounds, 2);
  assert.ok(Math.abs((second?.corr ?? 0) - 0.02) < 1e-15);
  assert.ok(Math.abs((second?.tc ?? 0) - 0.003) < 1e-15);
  assert.equal(first?.tc, 0.01, 'one NaN of two rounds leaves the other');
  assert.deepEqual([last?.corr, last?.tc, last?.return, last?.rounds], [null, null, null, 0]);
});

it('looks back over the last rounds where it is asked to', async () => {
  const rows = await leaderboard(await filled(), { lastRounds: 1, lags: 0 });
  assert.equal(rows.find(({ model }) => model === 'ada')?.corr, 0.03);
});

it('compounds payout over at risk into the return and adds payouts exactly', async () => {
  const ada = (await leaderboard(await filled(), { lastRounds: null, lags: 0 })).find(({ model }) => model === 'ada');
  assert.equal(ada?.payout, '0');
  assert.ok(Math.abs((ada?.return ?? 1) - (1.05 * (1 - 5 / 105) - 1)) < 1e-15);
});
