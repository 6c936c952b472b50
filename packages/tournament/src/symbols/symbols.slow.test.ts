import { openPostgres } from '../storage/openStorage.ts';
import { startPostgres } from '../storage/postgresForTests.ts';
import { symbolContract } from './symbolContract.ts';

const server = await startPostgres();
symbolContract(
  'PostgreSQL',
  async () => {
    if ('reason' in server) throw new Error(server.reason);
    return openPostgres(await server.createDatabase());
  },
  { skip: 'reason' in server ? server.reason : false },
);
