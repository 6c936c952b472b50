import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulateMany } from './simulateMany.ts';

describe('the simulated tournament, at length', () => {
  it('comes through 150 seeds in memory', async (t) => {
    const campaign = await simulateMany({ storage: 'memory', from: 1, seeds: 150 });
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
