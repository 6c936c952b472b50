import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulateMany } from './simulateMany.ts';

const isLong = process.env['ROBATA_LONG'] === '1';
const SEEDS = isLong ? 150 : 60;

describe('the simulated tournament, at length', () => {
  it(`comes through ${SEEDS} seeds in memory`, async (t) => {
    const campaign = await simulateMany({ storage: 'memory', from: 1, seeds: SEEDS });
    t.diagnostic(JSON.stringify(campaign));
    assert.deepEqual(campaign.failures, []);
  });

  it('comes through 10 seeds on PGlite, where a power cut leaves what was committed', async (t) => {
    const campaign = await simulateMany({ storage: 'pglite', from: 1, seeds: 10 });
    t.diagnostic(JSON.stringify(campaign));
    assert.deepEqual(campaign.failures, []);
    assert.ok(campaign.crashes.power > 2, `${campaign.crashes.power} power cuts`);
  });
});
