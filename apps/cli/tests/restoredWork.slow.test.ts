import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDataFolder } from '@robata/tournament';
import { endChild } from './endChild.ts';
import { jsonOf } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const ROBATA = fileURLToPath(new URL('../bin/robata.js', import.meta.url));
// Before its files are removed.
after(() => stop());
const { at } = temporaryFiles();
const LONG_AGO = '2020-01-01T00:00:00Z';
const INCIDENT = {
  rule: 'prices_missing',
  severity: 'error',
  rows: 1,
  day: '2026-01-05',
  security: null,
  round: null,
  message: 'No prices came.',
} as const;
let server: ChildProcess | null = null;
let url = '';

interface Notice {
  readonly kind: string;
  readonly message: string;
  readonly round: number | null;
}
interface Job {
  readonly kind: string;
  readonly state: string;
  readonly startsAt: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

async function serve(folder: string, ...words: string[]): Promise<void> {
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, [ROBATA, ...words, '--port', '0', '--data', folder], {
    env: { ...environment, ROBATA_PRIVATE_WEBHOOKS: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  server = child;
  let said = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    url = /http:\/\/localhost:\d+/.exec(said)?.[0] ?? '';
    if (url !== '') break;
  }
  child.stdout.resume();
  assert.notEqual(url, '', said);
}
const stop = (): Promise<void> => endChild(server, 'SIGTERM');

async function ask<T>(token: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(url + path, {
    headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
}
async function graph<T>(token: string, query: string): Promise<T> {
  const { data, errors } = await ask<{ data: T; errors?: object }>(token, '/', { query });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}
async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 900; tries++) {
    const found = await look().catch(() => undefined);
    if (found !== undefined && found !== false) return found;
    await sleep(100);
  }
  throw new Error(`never came about: ${what}`);
}
const noticeOf = async (token: string, kind: string): Promise<Notice | undefined> =>
  (await ask<{ notifications: Notice[] }>(token, '/api/account/notifications')).notifications.find(
    (notice) => notice.kind === kind,
  );
const jobsOf = async (folder: string): Promise<readonly Job[]> =>
  (await jsonOf<{ jobs: Job[] }>('admin', 'job', 'list', '--data', folder)).jobs;

it('tells of payouts and incidents, prunes, and goes on after a restore with the jobs that waited', {
  timeout: 240_000,
  skip: process.env['ROBATA_LONG'] === '1' ? false : 'ROBATA_LONG=1 runs it: two minutes of a real server',
}, async () => {
  const data = at('data');
  await serve(data, 'start', '--universe', '100', '--rounds', '2', '--models', '4', '--day-seconds', '1');
  const place = ['--data', data];
  const made = await jsonOf<{ publicId: string; secretKey: string }>(
    'admin',
    'account',
    'create',
    '--username',
    'ada',
    '--email',
    'ada@example.org',
    ...place,
  );
  const ada = `${made.publicId}$${made.secretKey}`;
  const { modelId } = await jsonOf<{ modelId: string }>(
    'admin',
    'model',
    'create',
    '--username',
    'ada',
    '--tournament',
    'classic',
    '--name',
    'ada_one',
    ...place,
  );
  await jsonOf('admin', 'deposit', '--username', 'ada', '--amount', '100', ...place);
  await until('the server is ready', async () => (await fetch(`${url}/readyz`)).ok);
  // Nobody listens there: the calls of a round wait to be tried again.
  await graph(
    ada,
    `mutation { setSubmissionWebhook(modelId: "${modelId}", newSubmissionWebhook: "http://127.0.0.1:9/") }`,
  );
  await graph(
    ada,
    `mutation { v2ChangeStake(value: "10", type: "increase", modelId: "${modelId}", tournamentNumber: 8) { status } }`,
  );
  const round = await until('a submission in time', async () => {
    const { rounds } = await graph<{ rounds: { number: number }[] }>(
      ada,
      '{ rounds(tournament: 8, number: 0) { number } }',
    );
    const live = `{ dataset(filename: "v1.0/live_${rounds[0]?.number}.csv") }`;
    const [, ...lines] = (await (await fetch((await graph<{ dataset: string }>(ada, live)).dataset)).text())
      .trim()
      .split('\n');
    const rows = lines.map((line, i) => `${line.split(',')[0]},${(i + 1) / (lines.length + 1)}`);
    const { submissionUploadAuth: auth } = await graph<{ submissionUploadAuth: { filename: string; url: string } }>(
      ada,
      `{ submissionUploadAuth(filename: "p.csv", tournament: 8, modelId: "${modelId}") { filename url } }`,
    );
    await fetch(auth.url, { method: 'PUT', body: `id,prediction\n${rows.join('\n')}\n` });
    await graph(
      ada,
      `mutation { createSubmission(filename: "${auth.filename}", tournament: 8, modelId: "${modelId}") { id } }`,
    );
    const [newest] = (await ask<{ submissions: { round: number; late: boolean }[] }>(ada, '/api/account/submissions'))
      .submissions;
    return newest !== undefined && !newest.late && newest.round;
  });
  const paid = await until('its payout is told', () => noticeOf(ada, 'payout_resolved'));
  assert.match(
    paid.message,
    /^Round \d+ has resolved: ada_one had 10 at risk, and (it earned [\d.]+|[\d.]+ of it burned)\.$/,
  );
  assert.equal(paid.round, round);
  assert.equal(
    (await noticeOf(ada, 'webhook_failed'))?.kind ?? 'missed_round',
    'missed_round',
    'not all attempts were made yet',
  );

  const waiting = await until('a call waits', async () =>
    (await jobsOf(data)).find(({ kind, state }) => kind === 'webhook' && state === 'retrying'),
  );
  await jsonOf('backup', at('tournament.tgz'), ...place);
  await stop();
  const folder = at('restored');
  await jsonOf('restore', at('tournament.tgz'), '--data', folder);

  await serve(folder, 'serve');
  const restored = await until('the call that waited is there again', async () =>
    (await jobsOf(folder)).find(({ payload }) => payload['triggerId'] === waiting.payload['triggerId']),
  );
  assert.deepEqual(restored.payload, waiting.payload);
  await until('it is tried', async () => {
    const found = (await jobsOf(folder)).find(({ payload }) => payload['triggerId'] === waiting.payload['triggerId']);
    return found?.state === 'retrying';
  });
  await stop();

  const opened = await openDataFolder(folder);
  const { storage } = opened;
  await storage.transaction((writer) => writer.addIncidents([INCIDENT]));
  await storage.executeSql(
    `insert into webhook_call (id, trigger_id, model, round, cause, attempt, called_at, ok, milliseconds, answer)
      select 'old', 'old', model, 1, 'on_demand', 1, $1, true, 1, '' from model_slot`,
    [LONG_AGO],
  );
  await storage.executeSql(`update pgboss.job set start_after = now() where name = 'prune' and state = 'created'`, []);
  await opened.close();

  await serve(folder, 'serve');
  const operatorKey = JSON.parse(readFileSync(join(folder, 'operator.json'), 'utf8')) as Record<string, string>;
  const operator = `${operatorKey['publicId']}$${operatorKey['secretKey']}`;
  const incident = await until('the incident is told', () => noticeOf(operator, 'data_incident'));
  assert.equal(incident.message, 'prices_missing on 2026-01-05: No prices came.');
  await until('the day of pruning is over', async () => {
    const prunes = (await jobsOf(folder)).filter(({ kind }) => kind === 'prune');
    return prunes.some(({ state }) => state === 'done') && prunes.some(({ state }) => state === 'waiting');
  });
  const log = await ask<{ calls: { triggerId: string }[] }>(ada, `/api/account/models/${modelId}/webhook`);
  assert.ok(log.calls.length > 0 && log.calls.every(({ triggerId }) => triggerId !== 'old'));
});
