import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { it } from 'node:test';
import { lastingDemonstration } from './lastingDemonstration.ts';

/** Runs that fail with these messages, one after the other, and then go on. */
function failing(...messages: string[]) {
  let runs = 0;
  let stops = 0;
  const { promise: goesOn, resolve } = Promise.withResolvers<void>();
  const run = () => {
    const message = messages[runs];
    runs += 1;
    if (message === undefined) resolve();
    return {
      isPlayed: () => true,
      stop: async () => void (stops += 1),
      failure: message === undefined ? new Promise<never>(() => undefined) : Promise.reject(new Error(message)),
    };
  };
  return { run, goesOn, counts: () => ({ runs, stops }) };
}

it('begins again where the disk was full, and tells of it', async () => {
  const { run, goesOn, counts } = failing('ENOSPC: no space left on device, write', 'No space left on device: x');
  const told: string[] = [];
  const lasting = lastingDemonstration({ run, folder: tmpdir(), tell: (sentence) => told.push(sentence), pauseMs: 1 });
  await goesOn;
  assert.deepEqual(counts(), { runs: 3, stops: 2 });
  assert.equal(told.length, 2);
  await lasting.stop();
});

it('ends with every other failure', async () => {
  const { run, counts } = failing('round 3 is stored otherwise');
  const lasting = lastingDemonstration({ run, folder: tmpdir(), tell: () => undefined, pauseMs: 1 });
  await assert.rejects(lasting.failure, /stored otherwise/);
  assert.equal(counts().runs, 1);
});
