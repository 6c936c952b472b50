import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, globSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataFolder } from '@robata/tournament';
import { seededRandom } from '../../packages/ledger/src/testing/random.ts';
import { auditTournament } from './auditTournament.ts';
import { History } from './history.ts';
import { enrol, isLive, SMALL } from './killCycles.ts';
import { post } from './participant.ts';
import { addressOf, launchRobata, until } from './robataProcess.ts';

const SIZE = '256m';
const mountPoint = mkdtempSync(join(tmpdir(), 'robata-small-disk-'));
const skip = mounted() ? false : 'no small file system can be mounted here';
process.once('exit', () => {
  if (skip === false) execFileSync('umount', ['--lazy', mountPoint], { stdio: 'ignore' });
  rmdirSync(mountPoint);
});

function mounted(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', mountPoint], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const filler = join(mountPoint, 'filler');

/** Writes until no more than so many bytes are left. */
function fill(leftBytes = 0): void {
  const room = (): number => {
    const { bavail, bsize } = statfsSync(mountPoint);
    return bavail * bsize;
  };
  const file = openSync(filler, 'w');
  const block = Buffer.alloc(4096);
  try {
    while (room() > leftBytes) writeSync(file, block);
  } catch (error) {
    // The server may have written the last block.
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

const FULL = 'The disk of this server is full: nothing of this was kept. Try again later.';

test('on a full disk uploads and commands are refused in a sentence, reading goes on, and everything does once there is space', {
  skip,
  timeout: 900_000,
}, async () => {
  const folder = join(mountPoint, 'data');
  const server = launchRobata(['start', ...SMALL, '--port', '0', '--data', folder]);
  try {
    const url = await addressOf(server);
    await isLive(server, url);
    const { participants, operator } = await enrol(['--data', folder], url);
    const participant = participants[0] as (typeof participants)[number];
    const model = participant.models[0] as (typeof participant.models)[number];
    const deposit = { username: participant.username, amount: '100' };
    const operate = (key: string) => post(url, '/api/operator/deposit', operator, deposit, { key });
    const path = `/api/account/models/${model.id}/stake`;
    const increase = { type: 'increase', amount: '7' };
    const stake = (key: string) => post(url, path, participant.token, increase, { key });
    const graphql = (query: string, key?: string) =>
      post(url, '/', participant.token, { query }, key === undefined ? {} : { key });
    const auth = async () => {
      const words = `filename: "p.csv", tournament: 8, modelId: "${model.id}"`;
      const { body } = await graphql(`{ submissionUploadAuth(${words}) { filename url } }`);
      return body.data.submissionUploadAuth as { filename: string; url: string };
    };
    const put = async (to: string) =>
      fetch(to, { method: 'PUT', body: `id,prediction\n${'n0123456789abcdef,0.5\n'.repeat(20_000)}` });
    const wallet = async () => {
      const headers = { authorization: `Token ${participant.token}` };
      const answer = await fetch(`${url}/api/account/wallet`, { headers });
      assert.equal(answer.status, 200);
      return ((await answer.json()) as { available: string }).available;
    };
    const rounds = async () => JSON.stringify((await post(url, '/api/operator/round/list', operator, {})).body);
    const files = () =>
      globSync(['uploads/**/*', 'blobs/**/*.part'], { cwd: folder }).filter((file) => /\/\w+\/\w+/.test(file));

    assert.equal((await operate('before')).httpStatus, 200);
    assert.equal(await wallet(), '100');
    // The market may be in the middle of writing one.
    const kept = new Set(files());
    fill();

    for (let turn = 0; turn < 3; turn++) {
      const answers = await Promise.all([operate('full'), stake('full')]);
      for (const { httpStatus, body } of answers) assert.deepEqual([httpStatus, body.message], [507, FULL]);
      const change = `mutation { v2ChangeStake(value: "7", type: "increase", modelId: "${model.id}", tournamentNumber: 8) { status } }`;
      const { body } = await graphql(change, 'graph');
      assert.deepEqual([body.errors?.[0]?.message, body.errors?.[0]?.extensions?.code], [FULL, 'disk_full']);
      const upload = await put((await auth()).url);
      assert.deepEqual([upload.status, ((await upload.json()) as { message: string }).message], [507, FULL]);
      await sleep(1_500);
    }
    assert.equal(await wallet(), '100', 'nothing moved, and reading goes on');
    const left = files().filter((file) => !kept.has(file));
    assert.deepEqual(left, [], 'nothing half written lies about');
    assert.equal(server.hasEnded(), false, server.said());

    rmSync(filler);
    const before = await rounds();
    // The market is played again from what is stored: a round that closed meanwhile has no stakes until then, and says so to who asks.
    const again = () => stake('full');
    const { httpStatus, body } = await until('the same key is good now', server, async () => {
      const answer = await again();
      return (answer.body as { code?: string }).code === 'round_closing' ? undefined : answer;
    });
    assert.equal(httpStatus, 200, `${JSON.stringify(body)}: ${server.said()}`);
    assert.equal((await again()).httpStatus, 200);
    assert.equal(await wallet(), '93', 'and counts once');
    assert.equal((await put((await auth()).url)).status, 200);
    await until('the market goes on', server, async () => ((await rounds()) === before ? undefined : true));
    assert.equal(await server.end(), 0, server.said());
    const place = await openDataFolder(folder);
    const { lost, doubled, broken } = await auditTournament(new History(), place.storage, []);
    await place.close();
    assert.deepEqual([lost, doubled, broken], [[], [], []]);
  } finally {
    await server.end('SIGKILL');
    // The next test needs the room.
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a PGlite that finds no room for its log in the middle of a transaction ends at once, with what was committed before', {
  skip,
  timeout: 900_000,
}, async () => {
  const folder = join(mountPoint, 'panic');
  const place = await openDataFolder(folder);
  await place.storage.transaction((writer) => writer.putDocument('kept', 1));
  const random = seededRandom(1);
  const noise = (): string => Array.from({ length: 20_000 }, () => random.integer(36).toString(36)).join('');
  await assert.rejects(
    place.storage.transaction(async (writer) => {
      fill(12 * 2 ** 20);
      for (let turn = 0; turn < 2_000; turn++) await writer.putDocument('half', noise());
    }),
  );
  await assert.rejects(place.lost, /^DatabaseLostError: the database was lost \(.*No space left on device\)/);
  await assert.rejects(place.storage.document('kept'), 'whoever asks hears so, and does not wait for ever');
  await place.close();
  rmSync(filler);
  const again = await openDataFolder(folder);
  assert.equal(await again.storage.document('kept'), 1);
  assert.equal(await again.storage.document('half'), null);
  await again.close();
});
