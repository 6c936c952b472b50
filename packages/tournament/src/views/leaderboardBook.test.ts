import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RoundRecord } from '../records.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import type { Storage } from '../storage/storage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { leaderboard } from './leaderboard.ts';
import { leaderboardBook } from './leaderboardBook.ts';

const COLUMNS = ['corr', 'mmc', 'tc', 'tcLeaveOneOut'].map((key) => ({ key, definitionId: key, target: null }));
const MODELS = 30;
const TOKEN = 10n ** 18n;

/** Numbers from a seed: every call the next one. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function withModels(storage: Storage, from: number, to: number): Promise<void> {
  await storage.transaction((writer) =>
    writer.putModels(
      Array.from({ length: to - from }, (_, at) => from + at).map((id) => ({
        id,
        name: `model ${id}`,
        account: 'ada',
        kind: 'ridge',
        description: '',
        marked: id === 3,
      })),
    ),
  );
}

/** A round with models that are missing, scores that are undefined, columns in another order, and stakes of some. */
async function playRound(storage: Storage, number: number, random: () => number): Promise<void> {
  const columns = number % 2 === 0 ? COLUMNS : COLUMNS.toReversed();
  const state: RoundRecord['state'] = number % 7 === 0 ? 'cancelled' : 'resolved';
  const taking = Array.from({ length: MODELS }, (_, at) => at + 1).filter(() => random() < 0.8);
  const staked = taking.filter(() => random() < 0.6);
  await storage.transaction(async (writer) => {
    await writer.putRound(roundRecord(number, { state, columns, scoredDays: state === 'cancelled' ? 0 : 20 }));
    await writer.addEntries(
      taking.map((model) => ({
        round: number,
        model,
        atRisk: 0n,
        submissionHash: 'hash',
        late: false,
        metaModelCorrelation: random() < 0.1 ? null : random(),
      })),
    );
    if (state === 'cancelled') return;
    await writer.addScores(
      taking.flatMap((model) => {
        const values = columns.map(() => (random() < 0.1 ? Number.NaN : random() - 0.5));
        return [
          { round: number, model, day: 19, values: values.map(() => 9) },
          { round: number, model, day: 20, values },
        ];
      }),
    );
    await writer.addPayouts(
      staked.map((model) => ({
        round: number,
        model,
        atRisk: random() < 0.2 ? 0n : 100n * TOKEN + BigInt(Math.floor(1e9 * random())),
        amount: BigInt(Math.floor(1e15 * (random() - 0.5))),
      })),
    );
  });
}

it('gives the rows of the plain leaderboard to the last bit, whatever comes in between', async () => {
  const storage = memoryStorage();
  const random = numbers(7);
  const book = leaderboardBook({ reader: storage });
  await withModels(storage, 1, MODELS);
  for (let number = 1; number <= 24; number++) {
    await playRound(storage, number, random);
    if (number === 10) await withModels(storage, MODELS, MODELS + 3);
    for (const options of [
      { lastRounds: null, lags: 4 },
      { lastRounds: 5, lags: 0 },
    ]) {
      assert.deepEqual(await book.rows(options), await leaderboard(storage, options), `after round ${number}`);
    }
  }
});

it('adds what was earned from a round on, and what was paid and burned in all', async () => {
  const storage = memoryStorage();
  const random = numbers(3);
  await withModels(storage, 1, MODELS);
  for (let number = 1; number <= 12; number++) await playRound(storage, number, random);
  const book = leaderboardBook({ reader: storage });
  for (const from of [0, 6, 99]) {
    const earned = await book.earned(from);
    for (let model = 1; model < MODELS; model++) {
      const rows = (await storage.payouts({ model })).filter(({ round }) => round >= from);
      const staked = rows.filter(({ atRisk }) => atRisk > 0n);
      const growth = staked.reduce((product, row) => product * (1 + Number(row.amount) / Number(row.atRisk)), 1);
      const expected = {
        amount: rows.reduce((sum, { amount }) => sum + amount, 0n),
        return: staked.length === 0 ? null : growth - 1,
      };
      assert.deepEqual(earned.get(model) ?? { amount: 0n, return: null }, expected);
    }
  }
  const all = await storage.payouts({});
  const { paid, burned } = await book.paidAndBurned();
  assert.ok(paid > 0n && burned > 0n);
  assert.equal(
    paid - burned,
    all.reduce((sum, { amount }) => sum + amount, 0n),
  );
});

it('reads each resolved round once, and gives the same array as long as nothing changed', async () => {
  const storage = memoryStorage();
  const random = numbers(5);
  await withModels(storage, 1, MODELS);
  for (let number = 1; number <= 6; number++) await playRound(storage, number, random);
  const read: (number | undefined)[] = [];
  const [models, balances] = [await storage.models(), await storage.balances()];
  const book = leaderboardBook({
    reader: { ...storage, scores: (filter) => (read.push(filter.round), storage.scores(filter)) },
    models: async () => models,
    balances: async () => balances,
  });
  const options = { lastRounds: null, lags: 4 };
  const [first, second] = await Promise.all([book.rows(options), book.rows({ ...options, lastRounds: 2 })]);
  assert.notEqual(first, second);
  assert.equal(await book.rows(options), first);
  await playRound(storage, 8, random);
  assert.notEqual(await book.rows(options), first);
  assert.deepEqual(read, [1, 2, 3, 4, 5, 6, 8]);
});
