import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ticker } from './ticker.ts';

test('a ticker goes on after a failure, and stops after what runs', async () => {
  const faults: unknown[] = [];
  const third = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  let begun = 0;
  let done = 0;
  const ticking = ticker(
    0.001,
    async () => {
      begun += 1;
      if (begun === 1) throw new Error('the first fails');
      if (begun === 3) {
        third.resolve();
        await finish.promise;
      }
      done += 1;
    },
    (error) => faults.push(error),
  );
  await third.promise;
  const stopped = ticking.stop();
  finish.resolve();
  await stopped;
  assert.deepEqual([begun, done, faults.length], [3, 2, 1]);
});
