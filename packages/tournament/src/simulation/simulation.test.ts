import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pgliteDatabase } from './pgliteDatabase.ts';
import { simulate } from './simulate.ts';
import { settingsOf, simulateMany } from './simulateMany.ts';

describe('the simulated tournament', () => {
  it('comes through 20 seeds of bad weather, and all of it happens', async () => {
    const { failures, crashes, resolved, cancelled, replies } = await simulateMany({
      storage: 'memory',
      from: 1,
      seeds: 20,
    });
    assert.deepEqual(failures, []);
    for (const [place, count] of Object.entries(crashes)) assert.ok(count > 0, `nothing died at: ${place}`);
    assert.ok(
      resolved > 20 && cancelled > 5 && replies > 500,
      `${resolved} resolved, ${cancelled} cancelled, ${replies} replies`,
    );
  });

  it('is the same again from the same seed', async () => {
    const [first, again] = [await simulate({ seed: 11 }), await simulate({ seed: 11 })];
    assert.deepEqual(again, first);
    assert.notEqual((await simulate({ seed: 12 })).digest, first.digest);
  });

  it('comes through it on PGlite too, where a power cut leaves what was committed', async () => {
    const database = await pgliteDatabase();
    try {
      let cuts = 0;
      for (const seed of [1, 2]) {
        await database.empty();
        const onDatabase = await simulate({ seed, ...settingsOf('pglite'), powerCut: 0.05, database });
        assert.equal(onDatabase.fault, null);
        cuts += onDatabase.crashes.power;
      }
      assert.ok(cuts > 0, 'the power never went');
    } finally {
      await database.close();
    }
  });
});
