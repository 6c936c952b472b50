import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBlobs, memoryStorage, smallDesk } from '@robata/tournament';
import { roundWork } from './roundWork.ts';

const AT = '2026-01-05T00:00:00Z';

/** Rounds whose jobs nobody takes: whoever waits for one is told so. */
const begin = () => {
  const storage = memoryStorage();
  const work = roundWork({
    storage,
    blobs: memoryBlobs(),
    participants: { opened: async () => undefined, closed: async () => [], late: async () => [] },
    live: { current: () => null, refresh: async () => undefined } as never,
    isClosed: async () => true,
    jobs: () => Promise.reject(new Error('nobody takes jobs')),
    threads: 1,
    approval: 'automatic',
    desk: smallDesk({
      models: [],
      opensAt: () => AT,
      closesAt: () => AT,
      scoredAt: () => AT,
      horizonDays: 1,
      submitted: () => [],
      scoreOf: () => null,
    }),
    now: () => new Date(AT),
  });
  return { storage, work };
};

test('the market waits for a payout of points, and not for one that waits for a vault’s treasury', async () => {
  const points = begin();
  await assert.rejects(points.work.port.resolve(1), /nobody takes jobs/);
  await points.work.stop();
  const { storage, work } = begin();
  await storage.transaction((writer) => writer.putDocument('chain/vault', { chainId: 31_337, vault: '0x' }));
  await work.port.resolve(1);
  assert.deepEqual(
    (await storage.steps(1)).map(({ kind, state }) => [kind, state]),
    [['resolve', 'waiting']],
  );
  await work.stop();
});
