import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaderboardBook, memoryStorage } from '@robata/tournament';
import { syntheticSeason } from '../tests/syntheticSeason.ts';
import { leaderboardReturns } from './leaderboardReturns.ts';

test('returns are payouts over what was at risk, compounded over the last round and the last 13 and 52', async () => {
  const { storage } = await syntheticSeason({ rounds: 30 });
  const { lastResolved, returns } = await leaderboardReturns(storage, leaderboardBook({ reader: storage }));
  const resolved = (await storage.rounds()).filter(({ state }) => state === 'resolved').map(({ number }) => number);
  assert.equal(lastResolved, resolved.at(-1));
  const payouts = (await storage.payouts({})).filter(({ model, atRisk }) => model === 1 && atRisk > 0n);
  const over = (rounds: number): number =>
    payouts
      .filter(({ round }) => resolved.slice(-rounds).includes(round))
      .reduce((growth, { amount, atRisk }) => growth * (1 + Number(amount) / Number(atRisk)), 1) - 1;
  const [day, threeMonths, year] = returns['1'] ?? [];
  assert.ok(Math.abs((day ?? Number.NaN) - over(1)) < 1e-12);
  assert.ok(Math.abs((threeMonths ?? Number.NaN) - over(13)) < 1e-12);
  assert.ok(Math.abs((year ?? Number.NaN) - over(52)) < 1e-12);
  assert.notEqual(day, threeMonths);
  assert.equal(returns['20']?.[2], null, 'the newcomer had nothing at risk');
});

test('before the first round resolves there are none', async () => {
  const storage = memoryStorage();
  assert.deepEqual(await leaderboardReturns(storage, leaderboardBook({ reader: storage })), {
    lastResolved: null,
    returns: {},
  });
});
