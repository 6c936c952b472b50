import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startPostgres } from '../storage/postgresForTests.ts';

const ROBATA = fileURLToPath(new URL('../../../../apps/cli/bin/robata.js', import.meta.url));
const postgres = await startPostgres();
const skip = 'reason' in postgres ? postgres.reason : false;

const RUNS = 4;

/** A call as a participant's own node gets it. */
interface Call {
  readonly triggerId: string;
  readonly cause: string;
  readonly roundNumber: number;
  readonly response: ServerResponse;
}

interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly attempt: number;
}

describe('robata worker', { skip, timeout: 540_000 }, () => {
  let data = '';
  const running: ChildProcess[] = [];
  let database = '';
  let url = '';
  let token = '';
  let modelId = '';

  /** Starts the real command and waits until it says so much. */
  async function start(said: RegExp, ...words: string[]) {
    const { DATABASE_URL: _, ...environment } = process.env;
    const child = spawn(process.execPath, [ROBATA, ...words, '--data', data, '--database', database], {
      env: { ...environment, ROBATA_PRIVATE_WEBHOOKS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(child);
    let text = '';
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (said.test(text)) break;
    }
    assert.match(text, said);
    child.stdout.resume();
    return { child, text };
  }
  async function admin<T>(words: string): Promise<T> {
    const all = [ROBATA, 'admin', ...words.split(' '), '--data', data, '--database', database, '--json'];
    return JSON.parse((await promisify(execFile)(process.execPath, all)).stdout) as T;
  }
  const worker = async () => (await start(/works on the jobs/, 'worker')).child;
  async function stop(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async function ask<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(url + path, {
      headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return (await answer.json()) as T;
  }
  async function graph<T>(query: string): Promise<T> {
    const { data: found, errors } = await ask<{ data: T; errors?: object }>('/', { query });
    assert.equal(errors, undefined, JSON.stringify(errors));
    return found;
  }
  const jobs = async (kind: string) =>
    (await ask<{ jobs: Job[] }>('/api/account/jobs')).jobs.filter((job) => job.kind === kind);
  async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
    for (let tries = 0; tries < 3_600; tries++) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      await sleep(50);
    }
    throw new Error(`it never came about: ${JSON.stringify(await ask('/api/account/jobs'))}`);
  }

  before(async () => {
    if ('reason' in postgres) return;
    database = await postgres.createDatabase();
    data = await mkdtemp(join(tmpdir(), 'robata-worker-'));
    const season = ['--universe', '100', '--rounds', '8', '--models', '4', '--signals', '0', '--day-seconds', '4'];
    const server = await start(/http:\/\/localhost:\d+/, 'start', '--no-work', '--port', '0', ...season);
    url = /http:\/\/localhost:\d+/.exec(server.text)?.[0] ?? '';
    const key = await admin<{ publicId: string; secretKey: string }>(
      'account create --username ada --email ada@example.org',
    );
    token = `${key.publicId}$${key.secretKey}`;
    await until(async () => (await fetch(`${url}/readyz`)).ok);
    ({ modelId } = await admin<{ modelId: string }>('model create --username ada --tournament classic --name ada_one'));
  });
  after(async () => {
    for (const child of running) if (child.exitCode === null && child.signalCode === null) await stop(child, 'SIGKILL');
    if (data !== '') await rm(data, { recursive: true, force: true });
  });

  it('finishes a job whose worker was killed in the middle of it in another worker, and once', async () => {
    const calls: Call[] = [];
    const node = createServer(async (request, response) => {
      calls.push({ ...((await json(request)) as Omit<Call, 'response'>), response });
    });
    await once(node.listen(0, '127.0.0.1'), 'listening');
    const first = await worker();
    try {
      const hook = `http://127.0.0.1:${(node.address() as AddressInfo).port}/hook`;
      await graph(`mutation { setSubmissionWebhook(modelId: "${modelId}", newSubmissionWebhook: "${hook}") }`);
      const opened = await until(async () => calls.find(({ cause }) => cause === 'round_open'));
      // The first worker stands in the middle of this job, for nobody answers it; in 15 s it would give it up by itself.
      await stop(first, 'SIGKILL');
      await worker();
      const again = await until(async () =>
        calls.find((call) => call !== opened && call.triggerId === opened.triggerId),
      );
      for (const { response } of calls) if (!response.destroyed) response.end();
      assert.equal(again.roundNumber, opened.roundNumber);
      const isDone = async () =>
        (await jobs('webhook')).find(({ state, attempt }) => state === 'done' && attempt === 2) !== undefined;
      await until(isDone);
      const path = `/api/account/models/${modelId}/webhook`;
      const log = (await ask<{ calls: { triggerId: string; attempt: number; ok: boolean }[] }>(path)).calls;
      const ofTrigger = log.filter(({ triggerId }) => triggerId === opened.triggerId);
      assert.deepEqual(
        ofTrigger.map(({ attempt, ok }) => [attempt, ok]),
        [[2, true]],
      );
      assert.equal(calls.filter(({ triggerId }) => triggerId === opened.triggerId).length, 2);
    } finally {
      node.closeAllConnections();
      node.close();
      await graph(`mutation { setSubmissionWebhook(modelId: "${modelId}") }`);
    }
  });

  it('shares the diagnostics runs with another worker, and each is done once', async () => {
    const { dataset } = await graph<{ dataset: string }>(
      '{ dataset(filename: "v1.0/validation_example_preds.parquet") }',
    );
    const bytes = await (await fetch(dataset)).arrayBuffer();
    await worker();
    const runs: string[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { diagnosticsUploadAuth: auth } = await graph<{ diagnosticsUploadAuth: { filename: string; url: string } }>(
        `{ diagnosticsUploadAuth(filename: "v.parquet", tournament: 8, modelId: "${modelId}") { filename url } }`,
      );
      assert.equal((await fetch(auth.url, { method: 'PUT', body: bytes })).status, 200);
      const { createDiagnostics } = await graph<{ createDiagnostics: { id: string } }>(
        `mutation { createDiagnostics(filename: "${auth.filename}", tournament: 8, modelId: "${modelId}") { id } }`,
      );
      runs.push(createDiagnostics.id);
    }
    await until(async () => (await jobs('diagnostics')).every(({ state }) => state === 'done'));
    assert.deepEqual(
      (await jobs('diagnostics')).map(({ attempt }) => attempt),
      Array<number>(RUNS).fill(1),
    );
    const { diagnostics } = await graph<{ diagnostics: { status: string; message: string | null }[] }>(
      `{ diagnostics(modelId: "${modelId}") { status message } }`,
    );
    assert.equal(diagnostics.length, RUNS);
    for (const { status, message } of diagnostics) assert.equal(status, 'done', message ?? '');
  });
});
