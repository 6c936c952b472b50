import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, it } from 'node:test';
import { askServer } from './askServer.ts';

/** Answers 429 so many times before it answers. */
let refusals = 0;
let retryAfter = '0.01';
const server = createServer((_, response) => {
  const isRefused = refusals-- > 0;
  response.writeHead(isRefused ? 429 : 200, isRefused ? { 'retry-after': retryAfter } : {});
  response.end(isRefused ? JSON.stringify({ message: 'Enough for now.' }) : 'here');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => {
  server.closeAllConnections();
  server.close();
});
const ask = () => askServer('test', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, '/api/x');

it('comes again when the server says when, and at last gives up with its sentence', async () => {
  refusals = 4;
  assert.equal((await ask()).toString(), 'here');
  refusals = 5;
  await assert.rejects(ask(), { message: 'Enough for now.' });
});

it('waits for nobody who says no time, or a long one', async () => {
  for (retryAfter of ['soon', '3600']) {
    refusals = 1;
    await assert.rejects(ask(), { message: 'Enough for now.' });
    assert.equal(refusals, 0);
  }
});
