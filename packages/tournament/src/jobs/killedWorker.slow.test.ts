import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openPostgres, openPostgresBeside } from '../storage/openStorage.ts';
import { startPostgres } from '../storage/postgresForTests.ts';
import { bossQueue } from './bossQueue.ts';
import { countedJob } from './testing/countedJob.ts';

const JOBS = 24;
const LOOKS = 600;
const server = await startPostgres();
const skip = 'reason' in server ? server.reason : false;

test('of two workers one is killed in the middle of a job: it is delayed, and nothing is lost or done twice', {
  skip,
}, async () => {
  if ('reason' in server) return;
  const url = await server.createDatabase();
  await assert.rejects(openPostgresBeside(url), /of an older version/, 'a worker begins no database');
  const storage = await openPostgres(url);
  const queue = await bossQueue({ storage, backend: 'postgres', works: false, kinds: { counted: countedJob } });
  // However late it is killed, it stands in its job.
  const victim = start(url, 'stands');
  const workers = [victim];
  try {
    for (let number = 0; number < JOBS; number++) await queue.enqueue(storage.db, 'counted', { number });
    const killedIn = await victim.begun;
    const other = start(url);
    workers.push(other);
    await other.begun;
    const ended = once(victim.process, 'exit');
    victim.process.kill('SIGKILL');
    await ended;
    assert.equal((await queue.list({ about: { field: 'number', oneOf: [killedIn] } }))[0]?.state, 'running');

    let jobs = await queue.list();
    for (let looks = 0; looks < LOOKS && jobs.some(({ state }) => state !== 'done'); looks++) {
      await sleep(200);
      jobs = await queue.list();
    }
    assert.deepEqual([...new Set(jobs.map(({ state }) => state))], ['done']);
    const killed = jobs.find(({ payload }) => payload['number'] === killedIn);
    assert.equal(killed?.attempt, 2, 'the other worker took it over');
    const rows = await storage.db.selectFrom('document').selectAll().where('key', 'like', 'done %').execute();
    assert.equal(rows.length, JOBS);
    assert.ok(rows.every(({ body }) => body === '1'));
  } finally {
    for (const { process } of workers) process.kill('SIGKILL');
    await queue.stop(1);
    await storage.close();
  }
});

/** A worker, and the number of the job that it begins first. */
function start(url: string, ...pace: string[]): { readonly process: ChildProcess; readonly begun: Promise<number> } {
  const script = fileURLToPath(new URL('./testing/slowWorker.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url, ...pace], { stdio: ['ignore', 'pipe', 'inherit'] });
  const begun = new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const number = /^begins (\d+)$/.exec(line)?.[1];
      if (number !== undefined) resolve(Number(number));
    });
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code} before it began a job`)));
  });
  begun.catch(() => undefined);
  return { process: child, begun };
}
