import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage, type ModelRecord, rescoreKey, type RoundRecord, SCORE_COLUMNS } from '@robata/tournament';
import { partRound } from './partRound.ts';
import { percentiles } from './percentiles.ts';

const round: RoundRecord = {
  number: 1,
  tournament: 'classic',
  era: '0001',
  eraDay: '2022-01-07',
  state: 'scoring',
  opensAt: '2022-01-08T18:00:00Z',
  closesAt: '2022-01-10T14:30:00Z',
  scoredDays: 3,
  horizonDays: 20,
  configVersion: 1,
  columns: SCORE_COLUMNS.slice(0, 1),
  stocks: 500,
  commitment: null,
  salt: null,
  optimizer: null,
  payoutFactor: null,
  planHash: null,
  reason: null,
};

test('in a joint round a score of both parts is placed among the models of its own part', async () => {
  const storage = memoryStorage();
  const column = { key: 'tc', definitionId: 'tc-gradient', target: null };
  const joint: RoundRecord = {
    ...round,
    columns: [column],
    signals: { keys: ['tc'], payoutFactor: null, planHash: null },
  };
  await storage.transaction(async (writer) => {
    await writer.putModels(
      [0.1, 0.2, 0.5, 0.6].map(
        (_, i): ModelRecord => ({
          id: i + 1,
          name: `m${i + 1}`,
          account: 'a',
          kind: 'account',
          description: '',
          marked: false,
          ...(i >= 2 && { tournament: 'signals' }),
        }),
      ),
    );
    await writer.putRound(joint);
    await writer.addScores(
      [0.1, 0.2, 0.5, 0.6].map((value, i) => ({ round: 1, model: i + 1, day: 3, values: [value] })),
    );
  });
  const of = percentiles(storage);
  const [classic, signals] = [await of(joint), await of(partRound(joint, 'signals') as RoundRecord)];
  assert.deepEqual([classic(0, 0.1), classic(0, 0.2), signals(0, 0.5), signals(0, 0.6)], [0.25, 0.75, 0.25, 0.75]);
});

test('a percentile is the share below, ties counted half; what is undefined has none and counts for none', async () => {
  const storage = memoryStorage();
  const values = [0.1, 0.2, 0.2, 0.4, Number.NaN];
  await storage.transaction(async (writer) => {
    await writer.putRound(round);
    await writer.addScores(values.map((value, i) => ({ round: 1, model: i + 1, day: 3, values: [value] })));
    await writer.addScores(values.map((_, i) => ({ round: 1, model: i + 1, day: 2, values: [9] })));
  });
  const of = percentiles(storage);
  const place = await of(round);
  assert.deepEqual(
    values.map((value) => place(0, value)),
    [0.125, 0.5, 0.5, 0.875, null],
  );
  assert.deepEqual([place(0, 0), place(0, 1), place(0, null), place(1, 0.1)], [0, 1, null, null]);
  // Scored again after a restatement: the values of the same day are other ones.
  await storage.transaction(async (writer) => {
    await writer.replaceScores([{ round: 1, model: 1, day: 3, values: [0.3] }]);
    await writer.putDocument(rescoreKey(1), [{}]);
  });
  assert.equal((await of(round))(0, 0.3), 0.625);
  // And however it was read while it was scored, what counts in the end is what it was resolved with.
  await storage.transaction((writer) => writer.replaceScores([{ round: 1, model: 1, day: 3, values: [0.5] }]));
  assert.equal((await of({ ...round, state: 'resolved' }))(0, 0.5), 0.875);
});
