import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDataFolder } from '@robata/tournament';
import pg from 'pg';
import { startPostgres } from '../../packages/tournament/src/storage/postgresForTests.ts';
import { auditTournament } from './auditTournament.ts';
import { History } from './history.ts';
import { isLive, TINY } from './killCycles.ts';
import { addressOf, launchRobata, type RobataProcess, until } from './robataProcess.ts';

const postgres = await startPostgres();
const given = process.env['ROBATA_TEST_DATABASE_URL'];
const skip =
  'reason' in postgres ? postgres.reason : given === undefined ? false : 'that server is not ours to restart';
const base = mkdtempSync(join(tmpdir(), 'robata-lost-'));
after(() => rmSync(base, { recursive: true, force: true }));

const newDatabase = async (): Promise<string> => ('reason' in postgres ? '' : postgres.createDatabase());

/** Restarts the whole server that a database is on, which ends every connection. */
function restart(url: string): void {
  const data = join(new URL(url).searchParams.get('host') ?? '', 'data');
  const control = globSync('/usr/lib/postgresql/*/bin/pg_ctl').sort().at(-1) as string;
  const words = ['-D', data, '-m', 'fast', '-w', 'restart'];
  const options = { stdio: 'ignore', cwd: '/' } as const;
  if (process.getuid?.() === 0)
    execFileSync('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', control, ...words], options);
  else execFileSync(control, words, options);
}

async function beside(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const LOST = /^the database was lost \(.+\): nothing more was written; start robata again once that is mended\.$/m;

/** It ends by itself, with a code that says so, a sentence and no stack. */
async function assertEnds(server: RobataProcess): Promise<void> {
  await until('it ends', server, async () => (server.hasEnded() ? true : undefined));
  assert.equal(await server.ended, 1, server.said());
  assert.match(server.said(), LOST);
  assert.doesNotMatch(server.said(), /^\s+at /m);
}

/** What is in it holds together: every score once, every payout as the ledger moved it, the chain unbroken. */
async function assertSound(folder: string, url: string): Promise<void> {
  const place = await openDataFolder(folder, url);
  try {
    const { lost, doubled, broken } = await auditTournament(new History(), place.storage, []);
    assert.deepEqual([lost, doubled, broken], [[], [], []]);
  } finally {
    await place.close();
  }
}

test('a server whose PostgreSQL restarts ends with one sentence, and its successor goes on', { skip }, async () => {
  const url = await newDatabase();
  const where = ['--port', '0', '--data', join(base, 'restarted'), '--database', url];
  const first = launchRobata(['start', ...TINY, ...where]);
  try {
    await isLive(first, await addressOf(first));
    restart(url);
    await assertEnds(first);
    const second = launchRobata(['serve', ...where]);
    await isLive(second, await addressOf(second));
    assert.equal(await second.end(), 0, second.said());
    await assertSound(join(base, 'restarted'), url);
  } finally {
    await first.end('SIGKILL');
  }
});

test('a server that was frozen while another took its place writes nothing when it wakes, and ends', {
  skip,
}, async () => {
  const url = await newDatabase();
  const first = launchRobata(['start', ...TINY, '--port', '0', '--data', join(base, 'first'), '--database', url]);
  let second: RobataProcess | null = null;
  try {
    await isLive(first, await addressOf(first));
    first.signal('SIGSTOP');
    // Only its lock: every other connection of it stays good, so that it could write.
    const ended = await beside(
      url,
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 726 and objid = 262
        and database = (select oid from pg_database where datname = current_database())`,
    );
    assert.equal(ended.length, 1);
    // A transaction that it was frozen in would keep the next owner waiting, as it should: that session ends as a network's would.
    await beside(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
        and pid <> pg_backend_pid() and xact_start is not null`,
    );
    const connections = await beside(
      url,
      `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        and backend_type = 'client backend'`,
    );
    assert.ok(connections.length > 0, 'connections over which it could write');
    second = launchRobata(['serve', '--port', '0', '--data', join(base, 'second'), '--database', url]);
    await isLive(second, await addressOf(second));
    first.signal('SIGCONT');
    await assertEnds(first);
    await new Promise((resolve) => {
      setTimeout(resolve, 3_000);
    });
    assert.equal(second.hasEnded(), false, second.said());
    assert.equal(await second.end(), 0, second.said());
    await assertSound(join(base, 'second'), url);
  } finally {
    first.signal('SIGCONT');
    await first.end('SIGKILL');
    await second?.end('SIGKILL');
  }
});
