import { openPostgres } from './openStorage.ts';
import { startPostgres } from './postgresForTests.ts';
import { storageContract } from './storageContract.ts';

const server = await startPostgres();
storageContract(
  'PostgreSQL',
  async () => {
    if ('reason' in server) throw new Error(server.reason);
    return openPostgres(await server.createDatabase());
  },
  { skip: 'reason' in server ? server.reason : false },
);
