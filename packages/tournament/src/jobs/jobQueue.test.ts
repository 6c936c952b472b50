import { openPglite } from '../storage/openStorage.ts';
import { bossQueue } from './bossQueue.ts';
import { immediateQueue } from './immediateQueue.ts';
import { queueContract } from './queueContract.ts';
import { settled } from './testing/settled.ts';

queueContract(
  'immediate',
  async (kinds) => {
    const storage = await openPglite(null);
    const queue = immediateQueue({ db: storage.db, kinds, now: () => new Date() });
    return {
      queue,
      db: storage.db,
      settle: async () => void (await queue.runDue()),
      close: () => storage.close(),
    };
  },
  { seesRollback: false },
);

queueContract(
  'pg-boss on PGlite',
  async (kinds) => {
    const storage = await openPglite(null);
    const queue = await bossQueue({ storage, kinds, backend: 'pglite', pollingSeconds: 0.5 });
    return {
      queue,
      db: storage.db,
      settle: () => settled(queue),
      close: async () => {
        await queue.stop(1);
        await storage.close();
      },
    };
  },
  { seesRollback: true },
);
