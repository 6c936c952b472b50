import { openPostgres } from '../../storage/openStorage.ts';
import { startPostgres } from '../../storage/postgresForTests.ts';
import { roundEngineContract } from './roundEngineContract.ts';

const server = await startPostgres();
roundEngineContract(
  'PostgreSQL',
  async () => {
    if ('reason' in server) throw new Error(server.reason);
    return openPostgres(await server.createDatabase());
  },
  { skip: 'reason' in server ? server.reason : false },
);
