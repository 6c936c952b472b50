/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import fastify from 'fastify';
import { bodyDeadline } from './bodyDeadline.ts';

test('a small body that trickles in is given up; one that is there, or that its route reads itself, is not', async (context) => {
  const app = fastify({ requestTimeout: 0 });
  context.after(() => app.close());
  bodyDeadline(app, 500);
  app.post('/whole', async () => {
    await wait(600);
    return 'done';
  });
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    scope.put('/stream', async (request) => {
      let bytes = 0;
      for await (const chunk of request.raw) bytes += (chunk as Uint8Array).length;
      return `${bytes} bytes`;
    });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;

  /** Sends a body of ten characters, one every 100 ms; gives what came back until the connection ended. */
  async function trickle(method: string, path: string): Promise<string> {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    socket.on('error', () => undefined);
    let answer = '';
    socket.on('data', (text: string) => (answer += text));
    socket.write(`${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n`);
    socket.write('content-length: 10\r\n\r\n');
    // Not `once`: a connection that is reset is closed too, after an error.
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    for (let sent = 0; sent < 10 && !socket.destroyed; sent++) {
      socket.write('1');
      await wait(100);
    }
    await closed;
    return answer;
  }
  assert.equal(await trickle('POST', '/whole'), '');
  assert.match(await trickle('PUT', '/stream'), /10 bytes$/);
  const answer = await fetch(`http://127.0.0.1:${port}/whole`, {
    method: 'POST',
    body: '1111111111',
    headers: { 'content-type': 'application/json' },
  });
  assert.equal(await answer.text(), 'done', 'what is done with it may take its time');
});
