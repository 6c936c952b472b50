import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDataFolder } from '@robata/tournament';
import { startPostgres } from '../../packages/tournament/src/storage/postgresForTests.ts';
import { isLive, TINY } from './killCycles.ts';
import { addressOf, admin, launchRobata } from './robataProcess.ts';

const postgres = await startPostgres();
const base = mkdtempSync(join(tmpdir(), 'robata-holder-'));
after(() => rmSync(base, { recursive: true, force: true }));

/** Runs it to its end: a refusal is exit code 1 and one sentence. */
async function refused(words: readonly string[], sentence: RegExp): Promise<void> {
  const run = launchRobata(words);
  assert.equal(await run.ended, 1, run.said());
  assert.match(run.said(), sentence);
  assert.equal(run.said().trim().split('\n').length, 1, run.said());
  assert.match(run.said(), /\.\n$/);
}

test('a data folder that a process holds is refused to every other, in one sentence', async () => {
  const folder = join(base, 'held');
  const place = await openDataFolder(folder);
  try {
    const busy = /held is in use by (another|a) robata process/;
    await refused(['start', ...TINY, '--port', '0', '--data', folder], busy);
    await refused(['serve', '--port', '0', '--data', folder], busy);
    await refused(['admin', 'round', 'list', '--data', folder], busy);
    await refused(['backup', join(base, 'copy.tar'), '--data', folder], /in use/);
  } finally {
    await place.close();
  }
  assert.deepEqual(await admin(['--data', folder], 'round', 'list'), { rounds: [] }, 'and given to the next one');
});

test('of two servers on one data folder the second is refused, and an administrator goes through the first', async () => {
  const folder = join(base, 'served');
  const first = launchRobata(['start', ...TINY, '--port', '0', '--data', folder]);
  try {
    const url = await addressOf(first);
    await refused(['serve', '--port', '0', '--data', folder], /served is in use by another robata process/);
    await refused(['start', '--port', '0', '--data', folder], /served is in use by another robata process/);
    await isLive(first, url);
    const { rounds } = await admin<{ rounds: object[] }>(['--data', folder], 'round', 'list');
    assert.ok(rounds.length >= 2);
    assert.equal(await first.end(), 0);
  } finally {
    await first.end('SIGKILL');
  }
});

test('of two servers on one PostgreSQL the second is refused, whatever its data folder, and comes in once the first is gone', {
  skip: 'reason' in postgres ? postgres.reason : false,
}, async () => {
  if ('reason' in postgres) return;
  const database = ['--database', await postgres.createDatabase()];
  const first = launchRobata(['start', ...TINY, '--port', '0', '--data', join(base, 'one'), ...database]);
  try {
    await isLive(first, await addressOf(first));
    const elsewhere = ['--data', join(base, 'two'), ...database];
    await refused(['serve', '--port', '0', ...elsewhere], /the database is in use by another robata process/);
    await refused(['start', '--port', '0', ...elsewhere], /the database is in use by another robata process/);
    await refused(['admin', 'round', 'list', ...elsewhere], /is in use by a robata process/);
    assert.equal(first.hasEnded(), false);
    await first.end('SIGKILL');
    const second = launchRobata(['serve', '--port', '0', '--data', join(base, 'one'), ...database]);
    await isLive(second, await addressOf(second));
    assert.equal(await second.end(), 0);
  } finally {
    await first.end('SIGKILL');
  }
});
