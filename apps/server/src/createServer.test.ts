import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import type { FundPage, IncidentPage } from '@robata/client';
import {
  type LeaderboardRow,
  memoryBlobs,
  memoryStorage,
  type ModelPage,
  type Overview,
  type RoundPage,
  type RoundSummary,
  type Storage,
} from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { kitOf, META_MODEL, SPECIAL_ROUNDS, syntheticSeason } from '../tests/syntheticSeason.ts';
import { createServer, type ServerInput } from './createServer.ts';

const ROUNDS = 24;
const RESOLVED = ROUNDS - 6;
const INDEX = '<!doctype html><title>the web app</title>';
const SCRIPT = 'export const answer = 42;\n'.repeat(100);

let folder: string;
let app: FastifyInstance;
let failures: unknown[] = [];
let input: ServerInput;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), INDEX);
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(folder, 'assets', 'index-1a2b.js'), SCRIPT);
  await writeFile(join(folder, 'assets', 'index-1a2b.js.br'), brotliCompressSync(SCRIPT));
  const { storage, blobs } = await syntheticSeason({ rounds: ROUNDS });
  input = {
    reader: storage,
    blobs,
    webFolder: folder,
    isReady: () => true,
    onFailure: (error) => void failures.push(error),
  };
  app = await createServer(input);
});

after(async () => {
  await app.close();
  await rm(folder, { recursive: true });
  assert.deepEqual(failures, [], 'nothing failed on our side in the tests that share this server');
});

async function get<T>(url: string, from: FastifyInstance = app): Promise<T> {
  const answer = await from.inject(url);
  assert.equal(answer.statusCode, 200, `${url}: ${answer.body.slice(0, 200)}`);
  assert.match(String(answer.headers['content-type']), /^application\/json/);
  return answer.json<T>();
}

async function refused(url: string, status: number, message: RegExp, from: FastifyInstance = app): Promise<void> {
  const answer = await from.inject(url);
  assert.equal(answer.statusCode, status, url);
  const others = Object.keys(answer.json<object>()).filter((field) => !/^(code|message|remedy)$/.test(field));
  assert.deepEqual(others, [], 'an error says one sentence, and at most its code and a remedy');
  assert.match(answer.json<{ message: string }>().message, message);
}

test('the process lives; it is ready from the moment its owner says so', async () => {
  let ready = false;
  const starting = await createServer({ ...input, webFolder: null, isReady: () => ready });
  assert.equal((await starting.inject('/healthz')).statusCode, 200);
  assert.equal((await starting.inject('/readyz')).statusCode, 503);
  ready = true;
  assert.deepEqual((await starting.inject('/readyz')).json(), { ready: true });
  await starting.close();
});

test('the overview counts rounds, models and money, and names the round under way', async () => {
  const page = await get<Overview>('/api/overview');
  assert.equal(page.title, 'Synthetic tournament');
  assert.deepEqual({ total: page.rounds.total, resolved: page.rounds.resolved }, { total: ROUNDS, resolved: RESOLVED });
  assert.equal(page.rounds.current?.number, ROUNDS);
  assert.equal(page.models, 20);
  assert.equal(page.fundDays.length, 5 * ROUNDS);
  assert.equal(page.progress.state, 'finished');
  assert.equal(page.incidents, 4);
  assert.ok(Number(page.staked) > 0 && Number(page.paid) > 0 && Number(page.burned) > 0);
});

test('the leaderboard holds the meta model and the example as marked rows; lastRounds limits the means', async () => {
  const all = await get<LeaderboardRow[]>('/api/leaderboard');
  assert.equal(all.length, 21);
  assert.deepEqual(
    all.map((row) => row.rank),
    Array.from({ length: 21 }, (_, i) => i + 1),
  );
  const marked = all.filter((row) => row.marked).map((row) => row.model);
  assert.deepEqual(marked.sort(), ['example', META_MODEL]);
  assert.equal(all[0]?.model, 'planted');
  assert.equal(all[0]?.rounds, RESOLVED);
  const last = await get<LeaderboardRow[]>('/api/leaderboard?lastRounds=4');
  assert.ok(last.every((row) => row.rounds === 4));
  assert.notEqual(last[0]?.corr, all[0]?.corr);
});

test('lastRounds, limit and before are whole numbers from 1 on; anything else is refused with the reason', async () => {
  for (const value of ['0', '-1', '1.5', '10001', '1e400', 'many', '']) {
    await refused(`/api/leaderboard?lastRounds=${value}`, 400, /lastRounds must be/);
    await refused(`/api/rounds?limit=${value}`, 400, /limit must be/);
  }
  await refused('/api/rounds?before=0', 400, /before must be/);
  assert.equal((await get<LeaderboardRow[]>('/api/leaderboard?lastRounds=10000')).length, 21);
});

test('a model page has its rounds newest first and its newest rounds day by day', async () => {
  const page = await get<ModelPage>('/api/models/planted');
  assert.equal(page.row.kind, 'planted');
  assert.match(page.description, /PLANTED/);
  assert.equal(page.rounds.length, ROUNDS - 1, 'the cancelled round was not taken part in');
  assert.deepEqual(
    page.rounds.map((row) => row.round),
    page.rounds.map((row) => row.round).sort((a, b) => b - a),
  );
  assert.ok(page.daily.every(({ days }) => days.every(({ day }, i) => day === i + 1)));
  const meta = await get<ModelPage>(`/api/models/${encodeURIComponent(META_MODEL)}`);
  assert.equal(meta.row.kind, 'meta');
});

test('a name that nobody has is a 404, however long or odd it is', async () => {
  await refused('/api/models/nobody', 404, /no model 'nobody'/);
  await refused(`/api/models/${'x'.repeat(200)}`, 404, /no model/);
  await refused(`/api/models/${'x'.repeat(10_000)}`, 404, /no model/);
  await refused('/api/models/..%2F..%2Fpackage.json', 404, /no model/);
  await refused('/api/models/%', 400, /not a valid one/);
  await refused('/api/models/a%00b', 400, /not a valid one/);
  await refused('/api/models/', 404, /no model|nothing/);
});

test('rounds come newest first, and in pages', async () => {
  const all = await get<RoundSummary[]>('/api/rounds');
  assert.deepEqual(
    all.map((round) => round.number),
    Array.from({ length: ROUNDS }, (_, i) => ROUNDS - i),
  );
  const page = await get<RoundSummary[]>('/api/rounds?limit=3&before=10');
  assert.deepEqual(
    page.map((round) => [round.number, round.state]),
    [
      [9, 'cancelled'],
      [8, 'resolved'],
      [7, 'resolved'],
    ],
  );
});

test('a round page has the meta model beside the entries, the optimizer report and the incidents of the round', async () => {
  const page = await get<RoundPage>(`/api/rounds/${SPECIAL_ROUNDS.relaxed}`);
  assert.equal(page.entries.length, 20);
  assert.equal(page.metaModel?.model, META_MODEL);
  assert.equal(page.round.optimizer?.relaxed, true);
  assert.match(page.incidents.join(), /turnover was raised/);
  assert.equal(page.kit, true);
  const cancelled = await get<RoundPage>(`/api/rounds/${SPECIAL_ROUNDS.cancelled}`);
  assert.match(String(cancelled.round.reason), /exchange was closed/);
  assert.deepEqual(cancelled.entries, []);
});

test('a round that is not there is a 404, one that is no number is refused', async () => {
  await refused(`/api/rounds/${ROUNDS + 1}`, 404, /no round 25/);
  await refused('/api/rounds/0', 400, /number must be/);
  await refused('/api/rounds/last', 400, /number must be/);
  await refused('/api/rounds/99999999999999999999', 400, /number must be/);
});

test('the kit of a resolved round is given byte for byte, before that it is not there', async () => {
  const kit = await app.inject('/api/rounds/5/kit');
  assert.equal(kit.statusCode, 200);
  assert.equal(kit.headers['content-type'], 'application/gzip');
  assert.equal(kit.headers['content-disposition'], 'attachment; filename="round-5-kit.json.gz"');
  assert.deepEqual(kit.rawPayload, Buffer.from(kitOf(5)));
  await refused(`/api/rounds/${ROUNDS - 1}/kit`, 404, /published when it resolves/);
  await refused(`/api/rounds/${SPECIAL_ROUNDS.cancelled}/kit`, 404, /published when it resolves/);
  await refused('/api/rounds/999/kit', 404, /no round 999/);
});

test('a kit file is sent whole and by ranges of bytes', async () => {
  const blobs = memoryBlobs();
  const file = Uint8Array.from({ length: 16_000_001 }, (_, at) => at);
  await blobs.put('rounds/5/kit.npz', file);
  const from = await createServer({ ...input, blobs });
  const whole = await from.inject('/api/rounds/5/kit?format=npz');
  assert.deepEqual([whole.statusCode, whole.headers['content-type']], [200, 'application/zip']);
  assert.equal(whole.headers['content-disposition'], 'attachment; filename="round-5-kit.npz"');
  assert.ok(whole.rawPayload.equals(file));
  const part = await from.inject({ url: '/api/rounds/5/kit?format=npz', headers: { range: 'bytes=10-12' } });
  assert.deepEqual([part.statusCode, part.headers['content-range']], [206, 'bytes 10-12/16000001']);
  assert.deepEqual([...part.rawPayload], [10, 11, 12]);
  const beyond = await from.inject({ url: '/api/rounds/5/kit?format=npz', headers: { range: 'bytes=16000001-' } });
  assert.deepEqual([beyond.statusCode, beyond.headers['content-range']], [416, 'bytes */16000001']);
  await from.close();
});

test('a kit that lies in the blobs of a round not yet resolved is not given away', async () => {
  const blobs = memoryBlobs();
  await blobs.put(`rounds/${ROUNDS - 1}/kit.json.gz`, kitOf(1));
  const eager = await createServer({ ...input, blobs });
  await refused(`/api/rounds/${ROUNDS - 1}/kit`, 404, /published when it resolves/, eager);
  await eager.close();
});

test('the fund page has the summary and every day; incidents come newest first with their total', async () => {
  const fund = await get<FundPage>('/api/fund');
  assert.equal(fund.days.length, 5 * ROUNDS);
  assert.equal(fund.daysPerRow, 1);
  assert.equal(fund.summary?.navEnd, fund.days.at(-1)?.nav);
  const { total, incidents } = await get<IncidentPage>('/api/incidents');
  assert.equal(total, 4);
  assert.equal(incidents[0]?.rule, 'infeasible');
});

test('a fund of many years stays a small answer and loses no turnover', async () => {
  const storage = memoryStorage();
  const days = Array.from({ length: 2500 }, (_, i) => ({
    day: new Date(Date.UTC(2000, 0, 1 + i)).toISOString().slice(0, 10),
    nav: 100 + i,
    gross: 1,
    turnover: 1,
    cost: 2,
  }));
  await storage.transaction((writer) => writer.addFundDays(days));
  const old = await createServer({ ...input, reader: storage });
  const fund = await get<FundPage>('/api/fund', old);
  assert.ok(fund.days.length <= 1000 && fund.daysPerRow === 3);
  assert.equal(fund.days.at(-1)?.day, days.at(-1)?.day);
  assert.equal(
    fund.days.reduce((sum, row) => sum + row.turnover, 0),
    2500,
  );
  assert.ok((await get<Overview>('/api/overview', old)).fundDays.length <= 400);
  await old.close();
});

test('a tournament of which nothing is known yet answers with empty pages', async () => {
  const empty = await createServer({ ...input, reader: memoryStorage(), blobs: memoryBlobs() });
  assert.equal((await get<Overview>('/api/overview', empty)).progress.state, 'preparing');
  assert.deepEqual(await get('/api/leaderboard', empty), []);
  assert.deepEqual(await get('/api/rounds', empty), []);
  const fund = { summary: null, daysPerRow: 1, days: [], products: [], aum: null, currency: null, day: null };
  assert.deepEqual(await get('/api/fund', empty), fund);
  assert.deepEqual(await get('/api/incidents', empty), { total: 0, incidents: [] });
  await refused('/api/rounds/1', 404, /no round 1/, empty);
  await empty.close();
});

test('pages see a change within a second of asking again', async () => {
  const { storage, blobs } = await syntheticSeason({ rounds: 8 });
  const live = await createServer({ ...input, reader: storage, blobs });
  assert.equal((await get<RoundPage>('/api/rounds/8', live)).round.state, 'closed');
  const round = await storage.round(8);
  assert.ok(round !== null);
  await storage.transaction((writer) => writer.putRound({ ...round, state: 'scoring', scoredDays: 1 }));
  const deadline = performance.now() + 30_000;
  let state = '';
  while (state !== 'scoring' && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    ({ state } = (await get<RoundPage>('/api/rounds/8', live)).round);
  }
  assert.equal(state, 'scoring');
  await live.close();
});

test('a failure says that it is ours and shows nothing of the inside; its owner is told', async () => {
  const failing: Storage = {
    ...memoryStorage(),
    rounds: async () => Promise.reject(new Error('connection to secret-host:5432 refused')),
  };
  const told: unknown[] = [];
  const broken = await createServer({ ...input, reader: failing, onFailure: (error) => void told.push(error) });
  const answer = await broken.inject('/api/rounds');
  assert.equal(answer.statusCode, 500);
  assert.deepEqual(answer.json(), { message: 'The server failed at this; it is not your fault.' });
  assert.match(String(told[0]), /secret-host/);
  await broken.close();
});

test('every answer carries the security headers', async () => {
  for (const url of [
    '/',
    '/leaderboard',
    '/api/overview',
    '/api/nothing',
    '/api/rounds/x',
    '/api/models/%',
    '/readyz',
  ]) {
    const { headers } = await app.inject(url);
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'self'/, url);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/, 'scripts come from this server alone');
    assert.doesNotMatch(policy, /'unsafe-eval'|\*/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'same-origin');
  }
});

test('files with a hash in their name are kept for ever, pages and data are asked for anew', async () => {
  const cacheOf = async (url: string) => (await app.inject(url)).headers['cache-control'];
  assert.equal(await cacheOf('/assets/index-1a2b.js'), 'public, max-age=31536000, immutable');
  for (const url of ['/', '/models/example', '/favicon.svg', '/api/overview', '/api/rounds/5/kit']) {
    assert.equal(await cacheOf(url), 'no-cache', url);
  }
});

test('a browser that takes brotli gets the compressed file', async () => {
  const plain = await app.inject('/assets/index-1a2b.js');
  assert.equal(plain.body, SCRIPT);
  assert.equal(plain.headers['content-encoding'], undefined);
  const small = await app.inject({ url: '/assets/index-1a2b.js', headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(small.headers['content-encoding'], 'br');
  assert.match(String(small.headers['content-type']), /javascript/);
  assert.ok(small.rawPayload.length < plain.rawPayload.length);
});

test('any page address gives the web app, for GET and HEAD only', async () => {
  for (const url of ['/', '/leaderboard?rounds=20', '/models/a.b', '/rounds/7', '/apiary', '/no/such/page']) {
    const answer = await app.inject(url);
    assert.equal(answer.statusCode, 200, url);
    assert.equal(answer.body, INDEX, url);
  }
  assert.equal((await app.inject({ method: 'HEAD', url: '/fund' })).statusCode, 200);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'] as const) {
    const answer = await app.inject({ method, url: '/fund' });
    assert.equal(answer.statusCode, 404, method);
    assert.deepEqual(answer.json(), { message: 'There is nothing at this address.' });
  }
});

test('the web app never stands in for data or for a script that is gone', async () => {
  for (const url of ['/api', '/api/', '/api/nothing', '/api/rounds/5/kit/more', '/assets/index-0ld.js', '/api?x=1']) {
    await refused(url, 404, /nothing at this address/);
  }
  const answer = await app.inject({ method: 'POST', url: '/api/overview', payload: { a: 1 } });
  assert.equal(answer.statusCode, 404);
});

test('no address leads out of the folder', async () => {
  for (const url of ['/../package.json', '/assets/../../package.json', '/%2e%2e/package.json', '/..%2fpackage.json']) {
    const answer = await app.inject(url);
    assert.ok(answer.body === INDEX || answer.statusCode >= 400, url);
  }
});

test('without a built web app the data is served and pages are not there', async () => {
  for (const webFolder of [null, join(folder, 'assets')]) {
    const bare = await createServer({ ...input, webFolder });
    await get('/api/overview', bare);
    await refused('/', 404, /nothing at this address/, bare);
    await refused('/leaderboard', 404, /nothing at this address/, bare);
    await bare.close();
  }
});
