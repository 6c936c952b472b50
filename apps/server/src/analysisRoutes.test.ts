import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RoundAnalysis } from '@robata/tournament';
import { SPECIAL_ROUNDS, syntheticSeason } from '../tests/syntheticSeason.ts';
import { createServer } from './createServer.ts';

it('gives the analysis of a closed round, and says where there is none', async () => {
  const { storage, blobs } = await syntheticSeason({ rounds: 12 });
  const app = await createServer({ reader: storage, blobs, webFolder: null, isReady: () => true });
  try {
    const answer = await app.inject('/api/rounds/3/analysis');
    assert.equal(answer.statusCode, 200);
    const { round, models, factors } = answer.json<RoundAnalysis>();
    assert.equal(round, 3);
    assert.equal(models.length, 20);
    assert.ok(models.every(({ exposures, nearest }) => exposures.length === factors.length && nearest.length === 5));
    const none = await app.inject(`/api/rounds/${SPECIAL_ROUNDS.cancelled}/analysis`);
    assert.equal(none.statusCode, 404);
    assert.match(none.json<{ message: string }>().message, /no analysis of round 9 yet/);
    assert.equal((await app.inject('/api/rounds/0/analysis')).statusCode, 400);
  } finally {
    await app.close();
  }
});
