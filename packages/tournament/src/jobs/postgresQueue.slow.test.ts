import { openPostgres } from '../storage/openStorage.ts';
import { startPostgres } from '../storage/postgresForTests.ts';
import { bossQueue } from './bossQueue.ts';
import { queueContract } from './queueContract.ts';
import { settled } from './testing/settled.ts';

const server = await startPostgres();
queueContract(
  'pg-boss on PostgreSQL',
  async (kinds) => {
    if ('reason' in server) throw new Error(server.reason);
    const storage = await openPostgres(await server.createDatabase());
    const queue = await bossQueue({ storage, kinds, backend: 'postgres', pollingSeconds: 0.5 });
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
  { skip: 'reason' in server ? server.reason : false, seesRollback: true },
);
