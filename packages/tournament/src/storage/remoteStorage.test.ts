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
