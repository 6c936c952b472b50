import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  analysisKey,
  cohortsKey,
  kitBlob,
  memoryStorage,
  metaModelKey,
  operatorDecisions,
  replayingStorage,
  type RoundAnalysis,
  type ScoringService,
  sharedLedger,
  type Storage,
} from '@robata/tournament';
import { OtherSeasonError } from './playSeason.ts';
import { smallSeason } from './testing/smallSeason.ts';

it('gives one digest for one seed with one, two or three threads, and another for another seed', async () => {
  const rounds = 3;
  const [one, two, three, other] = [
    await smallSeason({ rounds, threads: 1 }),
    await smallSeason({ rounds, threads: 2 }),
    await smallSeason({ rounds, threads: 3 }),
    await smallSeason({ rounds, seed: 4 }),
  ];
  assert.equal(two.report.digest, one.report.digest);
  assert.equal(three.report.digest, one.report.digest);
  assert.notEqual(other.report.digest, one.report.digest);
});

it('goes on after a stop in the middle to the same digest as without one', async () => {
  const rounds = 3;
  const whole = await smallSeason({ rounds });
  const storage = memoryStorage();
  let stores = 0;
  await smallSeason({ rounds, storage, input: { isStopping: () => ++stores > 34 } });
  const half = await storage.rounds();
  assert.ok(
    half.some(({ state }) => state !== 'resolved'),
    'it was stopped in the middle',
  );
  const again = await smallSeason({ rounds, storage: await replayingStorage(storage) });
  assert.equal(again.report.digest, whole.report.digest);
});

it('goes on live, day by day, after its season', async () => {
  let days = 0;
  const { storage } = await smallSeason({ rounds: 2, models: 5, input: { nextDay: async () => ++days <= 12 } });
  const rounds = await storage.rounds();
  assert.ok(rounds.length >= 4, `${rounds.length} rounds`);
  assert.equal(((await storage.document('progress')) as { state: string }).state, 'live');
});

it('scores, pays and trades live, by the round engine, as it does in a season of the past', async () => {
  const settings = { models: 14, seed: 5 };
  const past = await smallSeason({ ...settings, rounds: 7 });
  const lastDay = (await past.storage.fundDays()).at(-1)?.day as string;
  const storage = memoryStorage();
  const isOver = async (): Promise<boolean> => ((await storage.fundDays()).at(-1)?.day ?? '') < lastDay;
  const live = await smallSeason({ ...settings, rounds: 3, storage, input: { nextDay: isOver } });
  for (let number = 1; number <= 7; number++) {
    const [lived, played] = [await storage.round(number), await past.storage.round(number)];
    assert.equal(lived?.state, number === 7 && lived?.state === 'scoring' ? 'scoring' : 'resolved');
    assert.deepEqual({ ...lived, opensAt: '', closesAt: '' }, { ...played, opensAt: '', closesAt: '' });
    assert.deepEqual(await storage.scores({ round: number }), await past.storage.scores({ round: number }));
    assert.deepEqual(await storage.payouts({ round: number }), await past.storage.payouts({ round: number }));
    assert.deepEqual(await storage.entries({ round: number }), await past.storage.entries({ round: number }));
    const analysis = (await storage.document(analysisKey(number))) as RoundAnalysis;
    assert.deepEqual(analysis, await past.storage.document(analysisKey(number)));
    assert.ok(analysis.models.length > 5);
    for (const key of [metaModelKey(number), cohortsKey(number)]) {
      if (lived?.state !== 'resolved') continue;
      assert.ok((await storage.document(key)) !== null);
      assert.deepEqual(await storage.document(key), await past.storage.document(key));
    }
    const isCompared = analysis.models.every(({ churn }) => churn !== null);
    assert.equal(isCompared, number > 1, 'each is compared with the round before');
  }
  // Live, more rounds follow, and the fund trades them.
  const next = (await storage.round(8))?.eraDay as string;
  const until = async (each: Storage) => (await each.fundDays()).filter(({ day }) => day <= next);
  assert.ok((await until(storage)).length > 30);
  assert.deepEqual(await until(storage), await until(past.storage));
  assert.deepEqual(await live.blobs.get(kitBlob(5)), await past.blobs.get(kitBlob(5)));
});

it('goes on live after a stop without computing again what was lived', async () => {
  const storage = memoryStorage();
  let days = 0;
  const first = await smallSeason({ rounds: 2, models: 5, storage, input: { nextDay: async () => ++days <= 20 } });
  const lived = await storage.fundDays();
  days = 0;
  let closings = 0;
  const replaying = await replayingStorage(storage);
  await smallSeason({
    rounds: 2,
    models: 5,
    storage: replaying,
    blobs: first.blobs,
    input: { nextDay: async () => ++days <= 30, onClosing: () => (closings += 1) },
  });
  const now = await storage.fundDays();
  assert.deepEqual(now.slice(0, lived.length), lived);
  assert.equal(now.length, lived.length + 10);
  assert.equal(closings, 1, 'the round of the past is checked by computing it again, those that were lived are not');
});

it('refuses a storage that holds a season of other settings, before it writes anything', async () => {
  const storage = memoryStorage();
  await smallSeason({ rounds: 1, models: 2, storage });
  const before = await storage.ledger(1, 1000);
  await assert.rejects(
    smallSeason({ rounds: 2, models: 2, storage: await replayingStorage(storage) }),
    OtherSeasonError,
  );
  assert.deepEqual(await storage.ledger(1, 1000), before);
});

it('ends with what went wrong where contributions fail while nobody waits for them', async () => {
  const report = { solves: 0, fallbacks: 0, worstResidual: 0 };
  const scoring: ScoringService = {
    closing: () => Promise.reject(new Error('not asked')),
    analysis: () => Promise.reject(new Error('the thread has gone')),
    close: () => ({
      report: new Promise((resolve) => setImmediate(resolve, report)),
      score: () => Promise.reject(new Error('the thread has gone')),
      cohorts: () => Promise.reject(new Error('the thread has gone')),
      signalReports: () => Promise.reject(new Error('not asked')),
      publish: () => Promise.reject(new Error('not asked')),
      release: () => undefined,
    }),
    cpuSeconds: () => ({}),
    stop: async () => undefined,
  };
  await assert.rejects(smallSeason({ rounds: 3, models: 3, input: { scoring } }), /the thread has gone/);
});

it('goes on where an operator cancels a round that takes submissions: nobody trades on it, now or when it is repeated', async () => {
  const storage = memoryStorage();
  const decisions = operatorDecisions({ storage, ledger: sharedLedger(storage), releasePolicy: async () => undefined });
  let days = 0;
  const cancelOnce = async (): Promise<boolean> => {
    const rounds = await storage.rounds();
    const open = rounds.find(({ number, state }) => number > 3 && state === 'open');
    if (open !== undefined && rounds.every(({ state }) => state !== 'cancelled')) {
      await decisions.cancel(open.number, 'Its data were wrong.');
    }
    return ++days <= 40;
  };
  const settings = { rounds: 2, models: 5, storage };
  const first = await smallSeason({ ...settings, input: { nextDay: cancelOnce } });
  const rounds = await storage.rounds();
  const cancelled = rounds.find(({ state }) => state === 'cancelled');
  assert.ok(cancelled !== undefined && rounds.length > cancelled.number + 1, 'rounds follow it');
  assert.deepEqual(await storage.entries({ round: cancelled.number }), []);
  assert.ok(((await storage.round(cancelled.number + 1))?.scoredDays ?? 0) > 0);
  const lived = await storage.fundDays();
  days = 0;
  const repeated = { ...settings, storage: await replayingStorage(storage), blobs: first.blobs };
  await smallSeason({ ...repeated, input: { nextDay: async () => ++days <= 42 } });
  assert.deepEqual((await storage.fundDays()).slice(0, lived.length), lived);
});
