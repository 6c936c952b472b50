import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { memoryStorage } from './memoryStorage.ts';
import { remoteStorage, serveStorage } from './remoteStorage.ts';
import { storageContract } from './storageContract.ts';

storageContract('remote, over a message port', async () => {
  const { port1, port2 } = new MessageChannel();
  serveStorage(memoryStorage(), port1);
  const storage = remoteStorage(port2);
  return {
    ...storage,
    close: async () => {
      port1.close();
      port2.close();
    },
  };
});

it('lets go the transaction of a thread that went away in the middle of it, with nothing written', async () => {
  const { port1, port2 } = new MessageChannel();
  const database = memoryStorage();
  serveStorage(database, port1);
  const { promise: written, resolve: isWritten } = Promise.withResolvers<void>();
  const never = new Promise<never>(() => undefined);
  void remoteStorage(port2).transaction(async (writer) => {
    await writer.putDocument('half', 1);
    isWritten();
    await never;
  });
  await written;
  port2.close();
  await database.transaction((writer) => writer.putDocument('next', 2));
  assert.deepEqual([await database.document('half'), await database.document('next')], [null, 2]);
});

it('fails what waits for a database whose thread has ended', async () => {
  const { port1, port2 } = new MessageChannel();
  const storage = remoteStorage(port2);
  const read = storage.rounds();
  port1.close();
  await assert.rejects(read, /has ended/);
});
