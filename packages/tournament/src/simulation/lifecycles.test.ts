import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AuditFault } from './audit/auditFault.ts';
import { enumerateLifecycles } from './lifecycles.ts';
import { MONEY_BUGS } from './planted/moneyBugs.ts';

describe('all small lifecycles', () => {
  it('hold whatever three commands come in whatever order', async () => {
    const { states, commands, ended } = await enumerateLifecycles({ length: 3 });
    assert.deepEqual(states, [1, 8, 37, 135]);
    assert.deepEqual([commands, ended], [368, 181]);
  });

  for (const name of ['lets a release go while the round still runs', 'lets a release wait for the wrong round']) {
    it(`show a program that ${name}, by the shortest way to it`, async () => {
      const plant = MONEY_BUGS.find((bug) => bug.name === name);
      assert.ok(plant);
      await assert.rejects(
        enumerateLifecycles({ length: 3, plant }),
        (error) => error instanceof AuditFault && error.message.startsWith('submit 1, go on, decrease 1: '),
      );
    });
  }
});
