import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPglite } from '../storage/openStorage.ts';
import { storedLiveRounds } from './storedLiveRounds.ts';

test('what one process sets, another reads; ids that are the same stay the same array', async () => {
  const storage = await openPglite(null);
  try {
    const [server, worker] = [storedLiveRounds(storage.db), storedLiveRounds(storage.db)];
    const times = { opensAt: '2024-01-06T18:00:00Z', closesAt: '2024-01-08T18:00:00Z' };
    const seventh = { number: 7, ids: ['a', 'b'], state: 'open', ...times } as const;
    await worker.refresh();
    assert.equal(worker.current('classic'), null);
    await server.set('classic', [seventh]);
    assert.equal(worker.current('classic'), null, 'nothing is read unasked');
    await worker.refresh();
    const first = worker.current('classic');
    assert.deepEqual(first, seventh);

    await server.set('classic', [
      { number: 8, ids: ['a', 'c'], state: 'open', ...times },
      { ...seventh, state: 'closed' },
    ]);
    await worker.refresh();
    assert.equal(worker.current('classic')?.number, 8);
    const [earlier] = worker.earlier('classic');
    assert.equal(earlier?.state, 'closed');
    assert.equal(earlier?.ids, first?.ids);
    assert.equal(worker.current('signals'), null);
  } finally {
    await storage.close();
  }
});
