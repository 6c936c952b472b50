import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DatabaseBusyError, openPostgres } from './openStorage.ts';
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

it('lets in one writer at a time', { skip: 'reason' in server ? server.reason : false }, async () => {
  if ('reason' in server) return;
  const url = await server.createDatabase();
  const first = await openPostgres(url);
  await assert.rejects(openPostgres(url), DatabaseBusyError);
  await first.close();
  const second = await openPostgres(url);
  await second.close();
});
