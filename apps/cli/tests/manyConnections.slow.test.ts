import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endChild } from './endChild.ts';
import { jsonOf } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const skip =
  process.env['ROBATA_LONG'] === '1' ? false : 'ROBATA_LONG=1 runs it: a thousand connections for more than a minute';
const ROBATA = fileURLToPath(new URL('../bin/robata.js', import.meta.url));
// Before its files are removed.
after(() => endChild(server, 'SIGKILL'));
const { at } = temporaryFiles();
const EACH = 250;
const ASKED = 100;
/** Slow ones have 30 s, and Node looks after its connections every 30 s. */
const PATIENCE_SECONDS = 75;
let server: ChildProcess | undefined;
let url = '';
let port = 0;
let token = '';
let modelId = '';

before(async () => {
  if (skip !== false) return;
  const { DATABASE_URL: _, ...environment } = process.env;
  const season = ['--universe', '100', '--rounds', '8', '--models', '4', '--day-seconds', '60'];
  const child = spawn(process.execPath, [ROBATA, 'start', '--port', '0', '--data', at('data'), ...season], {
    env: environment,
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
  port = Number(new URL(url).port);
  while (!(await fetch(`${url}/readyz`)).ok) await sleep(200);
  const place = ['--data', at('data')];
  const ada = ['admin', 'account', 'create', '--username', 'ada', '--email', 'ada@example.org', ...place];
  const key = await jsonOf<{ publicId: string; secretKey: string }>(...ada);
  token = `${key.publicId}$${key.secretKey}`;
  const slot = ['admin', 'model', 'create', '--username', 'ada', '--tournament', 'classic', '--name', 'ada_one'];
  ({ modelId } = await jsonOf<{ modelId: string }>(...slot, ...place));
});
async function graph<T>(query: string): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Token ${token}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await answer.json()) as { data: T; errors?: object };
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

const uploadAddress = async () => {
  const query = `{ submissionUploadAuth(filename: "p.csv", tournament: 8, modelId: "${modelId}") { filename url } }`;
  return (await graph<{ submissionUploadAuth: { filename: string; url: string } }>(query)).submissionUploadAuth;
};

/** A connection that says nothing at all, or so much and then a byte every five seconds, for as long as it is let. */
async function slow(text: string): Promise<Socket> {
  const socket = connect(port, 'localhost');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  if (text === '') return socket;
  socket.write(text);
  const dripping = setInterval(() => socket.write('x'), 5_000);
  socket.once('close', () => clearInterval(dripping));
  return socket;
}

it('goes on as ever beside a thousand connections that do nothing or trickle, and is rid of them in a minute', {
  timeout: 180_000,
  skip,
}, async (context) => {
  const address = await uploadAddress();
  const { pathname, search } = new URL(address.url);
  const head = 'host: localhost\r\ncontent-type: application/json\r\n';
  const kinds = {
    idle: '',
    headers: 'GET /readyz HTTP/1.1\r\nhost: localhost\r\nx-slow: ',
    bodies: `POST / HTTP/1.1\r\n${head}content-length: 10000\r\n\r\n{`,
    uploads: `PUT ${pathname}${search} HTTP/1.1\r\n${head}content-length: 1000000\r\n\r\nid,prediction`,
  };
  const sockets = (
    await Promise.all(Object.values(kinds).map((text) => Promise.all(Array.from({ length: EACH }, () => slow(text)))))
  ).flat();
  assert.equal(sockets.length, 1_000);

  const times: number[] = [];
  for (let asked = 0; asked < ASKED; asked++) {
    const began = performance.now();
    await graph(`{ v2Leaderboard(limit: 3, offset: ${asked % 4}) { username rank } account { username } }`);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  context.diagnostic(
    `of ${ASKED} answers the median took ${times[ASKED / 2]?.toFixed(1)} ms, the slowest ${times.at(-1)?.toFixed(1)} ms`,
  );
  context.diagnostic(`${sockets.filter(({ destroyed }) => !destroyed).length} connections stood meanwhile`);

  const open = () => sockets.filter(({ destroyed }) => !destroyed).length;
  const since = performance.now();
  while (open() > 0 && performance.now() - since < PATIENCE_SECONDS * 1_000) await sleep(500);
  context.diagnostic(`the last of them was gone after ${((performance.now() - since) / 1_000).toFixed(0)} s`);
  assert.equal(open(), 0);

  const mine = await uploadAddress();
  const sent = await fetch(mine.url, { method: 'PUT', body: 'id,prediction\nx,0.5\n' });
  assert.equal(sent.status, 200, 'uploads of the account that trickled are taken again');
  assert.equal(server?.exitCode ?? server?.signalCode, null);
});
