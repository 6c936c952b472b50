import assert from 'node:assert/strict';
import { it } from 'node:test';
import { memoryStorage, replayingStorage, type ScoringService } from '@robata/tournament';
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
    close: () => ({
      report: new Promise((resolve) => setImmediate(resolve, report)),
      score: () => Promise.reject(new Error('the thread has gone')),
      kit: () => Promise.resolve(new Uint8Array(0)),
      release: () => undefined,
    }),
    cpuSeconds: () => ({}),
    stop: async () => undefined,
  };
  await assert.rejects(smallSeason({ rounds: 3, models: 3, input: { scoring } }), /the thread has gone/);
});
