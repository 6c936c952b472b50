import { startPostgres } from '../storage/postgresForTests.ts';
import { backupContract } from './backupContract.ts';

const server = await startPostgres();
const skip = 'reason' in server ? server.reason : false;
const pglite = async (): Promise<null> => null;
const postgres = async (): Promise<string> => {
  if ('reason' in server) throw new Error(server.reason);
  return server.createDatabase();
};
backupContract('PGlite', pglite, { PGlite: pglite });
backupContract('PGlite to PostgreSQL', pglite, { PostgreSQL: postgres }, { skip });
backupContract('PostgreSQL', postgres, { PGlite: pglite, PostgreSQL: postgres }, { skip });
