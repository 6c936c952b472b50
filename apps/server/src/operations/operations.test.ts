import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { accountService, checkBackup, DomainError, openDataFolder, openPeople } from '@robata/tournament';
import fastify from 'fastify';
import { authenticator } from '../accounts/authenticator.ts';
import { logging, logLevel, withoutTokens } from './logging.ts';
import { metricsOf } from './metrics.ts';
import { registerOperations } from './registerOperations.ts';
import { shutDown } from './shutdown.ts';

const home = mkdtempSync(join(tmpdir(), 'robata-operations-'));
const folder = join(home, 'data');
const place = await openDataFolder(folder);
const { db } = place.storage;
const now = () => new Date();
const accounts = accountService({ db, now });
const people = await openPeople({ db, accounts, secret: 'for-the-tests-of-this-file-0123456789', publicUrl: null });
const keyOf = async (username: string, role: 'operator' | 'participant') => {
  const { id } = await accounts.create({ username, email: `${username}@example.org`, role });
  const { publicId, secretKey } = await accounts.createKey({ account: id, name: 'test' });
  return { authorization: `Token ${publicId}$${secretKey}` };
};
const operator = await keyOf('olga', 'operator');
const participant = await keyOf('paul', 'participant');
const authenticate = authenticator({ accounts, people, publicUrl: null, now });
const lines: Record<string, unknown>[] = [];

const serverWith = async (isMetricsOpenHere: boolean) => {
  const app = fastify(logging('info', { write: (line) => void lines.push(JSON.parse(line)) }));
  await registerOperations(app, { authenticate, db, folder, now, isMetricsOpenHere });
  app.get('/things/:id', async ({ log }) => {
    log.info({ authorization: 'SECRET1', user: { password: 'SECRET2', name: 'ada' } }, 'thing');
    return {};
  });
  return app;
};
const app = await serverWith(false);
const open = await serverWith(true);
after(async () => {
  await app.close();
  await open.close();
  await place.close();
  rmSync(home, { recursive: true });
});

it('shows metrics to operators, by route and not by address', async () => {
  await place.storage.transaction((writer) => writer.putDocument('x', 1));
  await app.inject('/things/7?token=abc');
  await app.inject('/things/8');
  await app.inject('/nowhere/8');
  const { statusCode, headers, body } = await app.inject({ url: '/metrics', headers: operator });
  assert.equal(statusCode, 200);
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  for (const line of [
    'robata_http_request_duration_seconds_count{method="GET",route="/things/:id",status="200"} 2',
    'robata_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1',
    'robata_database_up 1',
    'robata_ledger_head 0',
    'robata_rounds{state="open"} 0',
    'robata_submissions{tournament="classic",state="accepted"} 0',
  ]) {
    assert.ok(body.includes(`${line}\n`), line);
  }
  assert.match(body, /^nodejs_eventloop_lag_p99_seconds \d/m);
  assert.match(body, /^process_resident_memory_bytes \d/m);
  assert.match(body, /^robata_database_latency_seconds \d/m);
});

it('shows them to nobody else, unless to this machine where that is allowed', async () => {
  assert.equal((await app.inject('/metrics')).statusCode, 401);
  assert.equal((await app.inject({ url: '/metrics', headers: participant })).statusCode, 403);
  assert.equal((await open.inject('/metrics')).statusCode, 200);
  const forwarded = { 'x-forwarded-for': '203.0.113.9' };
  assert.equal((await open.inject({ url: '/metrics', headers: forwarded })).statusCode, 401);
  assert.equal((await open.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })).statusCode, 401);
});

it('shows the process when the database does not answer, and nothing that is no longer true', async () => {
  const bare = fastify();
  let isDown = false;
  const metrics = metricsOf(bare, async () => {
    if (isDown) throw new Error('no answer');
    return { databaseSeconds: 0.01, jobs: [], submissions: [], rounds: [{ state: 'open', count: 1 }], ledgerHead: 7 };
  });
  assert.match(await metrics.text(), /^robata_ledger_head 7$/m);
  isDown = true;
  const text = await metrics.text();
  assert.match(text, /^robata_database_up 0$/m);
  assert.match(text, /^process_cpu_seconds_total/m);
  assert.doesNotMatch(text, /^robata_(ledger_head|rounds|database_latency_seconds)[ {]/m);
  await bare.close();
});

it('gives every request an id, that of the caller where it is one', async () => {
  const given = await app.inject({ url: '/things/1', headers: { 'x-request-id': 'mine-1' } });
  assert.equal(given.headers['x-request-id'], 'mine-1');
  for (const bad of ['a b', 'x'.repeat(65), '"}']) {
    const { headers } = await app.inject({ url: '/things/1', headers: { 'x-request-id': bad } });
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/);
  }
});

it('logs JSON lines with the id and without what is secret', async () => {
  lines.length = 0;
  await app.inject({ url: '/things/1?token=SECRET0&x=1', headers: { ...operator, 'x-request-id': 'log-1' } });
  assert.deepEqual(
    lines.map(({ level, reqId }) => [level, reqId]),
    [
      ['info', 'log-1'],
      ['info', 'log-1'],
      ['info', 'log-1'],
    ],
  );
  const text = JSON.stringify(lines);
  assert.doesNotMatch(text, /SECRET/);
  assert.ok(!text.includes(operator.authorization.slice(-20)));
  assert.match(text, /"name":"ada"/);
  assert.match(text, /\?token=…&x=1/);
  assert.equal(withoutTokens('/a?b=token&Token=x'), '/a?b=token&Token=…');
});

it('reads the level of the logs from the environment', () => {
  assert.equal(logLevel({}), 'warn');
  assert.equal(logLevel({ ROBATA_LOG: 'debug' }), 'debug');
  assert.throws(() => logLevel({ ROBATA_LOG: 'loud' }), /ROBATA_LOG is 'loud'/);
});

it('gives operators a backup while it runs, one at a time', async () => {
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const ask = (headers: Record<string, string>) => fetch(`${url}/api/operator/backup`, { method: 'POST', headers });
  assert.equal((await ask({})).status, 401);
  assert.equal((await ask(participant)).status, 403);
  await place.blobs.put('large', crypto.getRandomValues(new Uint8Array(1 << 16)));
  const [first, second] = await Promise.all([ask(operator), ask(operator)]);
  assert.deepEqual([first.status, second.status].sort(), [200, 409]);
  const [good] = first.ok ? [first] : [second];
  const file = join(home, 'backup.tgz');
  await writeFile(file, new Uint8Array(await good.arrayBuffer()));
  assert.equal((await checkBackup(file)).rows['account'], 2);
  const later = await ask(operator);
  assert.equal(later.status, 200);
  await later.arrayBuffer();
});

it('stops its parts in order, past one that fails and one that hangs', async () => {
  const order: string[] = [];
  const step = (name: string, stop: () => unknown = () => undefined) => ({
    name,
    withinSeconds: 0.05,
    stop: () => {
      order.push(name);
      return stop();
    },
  });
  const faults = await shutDown([
    step('readiness'),
    step('requests', () => Promise.reject(new DomainError('x', 'no'))),
    step('jobs', () => new Promise(() => undefined)),
    step('database'),
  ]);
  assert.deepEqual(order, ['readiness', 'requests', 'jobs', 'database']);
  assert.deepEqual(faults, ['requests failed as it stopped: no', 'jobs did not stop within 0.05 s.']);
});
