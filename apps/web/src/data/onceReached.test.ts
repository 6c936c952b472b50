import assert from 'node:assert/strict';
import test from 'node:test';
import { onceReached } from './onceReached.ts';

test('a part of the app is waited for while the server does not answer', async () => {
  let tries = 0;
  let waits = 0;
  const load = async (): Promise<string> => {
    tries += 1;
    if (tries < 4) throw new TypeError('Failed to fetch dynamically imported module');
    return 'page';
  };
  const loaded = await onceReached(
    load,
    async () => false,
    async () => {
      waits += 1;
    },
  );
  assert.deepEqual({ loaded, tries, waits }, { loaded: 'page', tries: 4, waits: 3 });
});

test('a part that is missing on a server that answers is a fault, not waited for', async () => {
  const missing = new TypeError('Failed to fetch dynamically imported module');
  await assert.rejects(
    onceReached(
      () => Promise.reject(missing),
      async () => true,
      () => assert.fail('nothing to wait for'),
    ),
    missing,
  );
});
