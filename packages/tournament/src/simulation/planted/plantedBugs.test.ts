import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulate } from '../simulate.ts';
import { PLANTED_BUGS } from './plantedBugs.ts';

describe('the simulator finds a program that', () => {
  for (const bug of PLANTED_BUGS) {
    it(`${bug.name}, within ${bug.seeds} seeds`, async (t) => {
      for (let seed = 1; seed <= bug.seeds; seed++) {
        const { fault } = await simulate({ seed, plant: bug });
        if (fault !== null) return t.diagnostic(`seed ${seed}: ${fault}`);
      }
      assert.fail(`${bug.seeds} seeds found nothing`);
    });
  }
});
