import assert from 'node:assert/strict';
import { it } from 'node:test';
import pg from 'pg';
import { DatabaseBusyError, DatabaseLostError, LOCK } from './databaseOwner.ts';
import { openPostgres } from './openStorage.ts';
import { startPostgres } from './postgresForTests.ts';

const server = await startPostgres();
const skip = 'reason' in server ? server.reason : false;
const newDatabase = async (): Promise<string> => ('reason' in server ? '' : server.createDatabase());

/** Runs a statement as somebody else on that server. */
async function beside(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const OWNER = `select pid from pg_locks where locktype = 'advisory' and classid = ${LOCK[0]} and objid = ${LOCK[1]}
  and database = (select oid from pg_database where datname = current_database())`;
const END_OWNER = `select pg_terminate_backend(pid) from (${OWNER}) as owner`;

it('of two owners the first has written what it began and writes nothing once the second has begun', {
  skip,
}, async () => {
  const url = await newDatabase();
  const first = await openPostgres(url);
  const underWay = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const last = first.transaction(async (writer) => {
    await writer.putDocument('last', 'of the first');
    underWay.resolve();
    await goOn.promise;
  });
  await underWay.promise;
  await beside(url, END_OWNER);
  await assert.rejects(first.lost, DatabaseLostError);

  const opening = openPostgres(url);
  const isOpen = await Promise.race([
    opening.then(() => true),
    new Promise((resolve) => setTimeout(resolve, 500, false)),
  ]);
  assert.equal(isOpen, false, 'it waits for what the first one has under way');
  goOn.resolve();
  await last;
  const second = await opening;
  assert.equal(await second.document('last'), 'of the first');
  await assert.rejects(
    first.transaction((writer) => writer.putDocument('late', 1)),
    DatabaseLostError,
  );
  await assert.rejects(
    first.db.transaction().execute(async () => undefined),
    DatabaseLostError,
  );
  assert.equal(await second.document('late'), null);
  await first.close();
  await second.close();
});

it('a lock that only its holder thinks it has is found by the number in the transaction', { skip }, async () => {
  const url = await newDatabase();
  const first = await openPostgres(url, { heartbeatMs: 3_600_000 });
  await beside(url, 'update robata_owner.owner set number = number + 1');
  await assert.rejects(
    first.transaction((writer) => writer.putDocument('late', 1)),
    /taken it over/,
  );
  await assert.rejects(first.lost, DatabaseLostError);
  assert.equal(await first.document('late'), null, 'the connection is good for reading and not left in a transaction');
  await first.close();
});

/** Only of a server on this machine may a process be frozen. */
const skipFreezing =
  process.env['ROBATA_TEST_DATABASE_URL'] === undefined ? skip : 'the server may not be on this machine';

it('a connection that is silent for too long counts as lost', { skip: skipFreezing }, async () => {
  const url = await newDatabase();
  const first = await openPostgres(url, { heartbeatMs: 50, answerMs: 400 });
  const pid = Number((await beside(url, OWNER))[0]?.['pid']);
  // Never 0, which is all processes of this group.
  assert.ok(pid > 0, 'the owner has a process');
  process.kill(pid, 'SIGSTOP');
  try {
    await assert.rejects(first.lost, /no answer for 0.4 s/);
    await assert.rejects(openPostgres(url), DatabaseBusyError, 'the server still holds the lock for it');
    await first.close();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

it('a new owner comes in within moments of the death of the last, and not before', { skip }, async () => {
  const url = await newDatabase();
  const first = await openPostgres(url);
  await assert.rejects(openPostgres(url), DatabaseBusyError);
  await first.close();
  const second = await openPostgres(url);
  await second.close();
});
