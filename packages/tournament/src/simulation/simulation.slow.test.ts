import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulateMany } from './simulateMany.ts';

describe('the simulated tournament, at length', () => {
  it('comes through 250 seeds in memory', async (t) => {
    const campaign = await simulateMany({ storage: 'memory', from: 1, seeds: 250 });
    t.diagnostic(JSON.stringify(campaign));
    assert.deepEqual(campaign.failures, []);
  });

  it('comes through 20 seeds on PGlite, where a power cut leaves what was committed', async (t) => {
    const campaign = await simulateMany({ storage: 'pglite', from: 1, seeds: 20 });
    t.diagnostic(JSON.stringify(campaign));
    assert.deepEqual(campaign.failures, []);
    assert.ok(campaign.crashes.power > 3, `${campaign.crashes.power} power cuts`);
  });
});
