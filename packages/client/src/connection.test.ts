import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connectionTo } from './connection.ts';
import { ServerAnswerError } from './errors.ts';

async function withServer(listener: RequestListener, use: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('what may be repeated is, where the failure may pass; a post without a key is sent once', async () => {
  let asked = 0;
  await withServer(
    (_request, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? 503 : 200, { 'retry-after': '0' }).end('{"ok":true}');
    },
    async (origin) => {
      const { ask } = connectionTo({ origin });
      assert.deepEqual(await ask('/'), { ok: true });
      assert.equal(asked, 2);
      asked = 0;
      assert.deepEqual(await ask('/', { method: 'POST', body: {}, idempotencyKey: 'once' }), { ok: true });
      assert.equal(asked, 2);
      asked = 0;
      await assert.rejects(ask('/', { method: 'POST', body: {} }), /503/);
      assert.equal(asked, 1);
    },
  );
});

test('a refusal carries its code, sentence and field, and is not asked again', async () => {
  let asked = 0;
  await withServer(
    (_request, response) => {
      asked += 1;
      response.writeHead(409).end('{"code":"name_taken","message":"It is taken. Choose another.","field":"name"}');
    },
    async (origin) => {
      const error = await connectionTo({ origin })
        .ask('/')
        .catch((cause: unknown) => cause);
      assert.ok(error instanceof ServerAnswerError);
      const { code, sentence, field, status } = error;
      assert.deepEqual(
        { code, sentence, field, status },
        {
          code: 'name_taken',
          sentence: 'It is taken. Choose another.',
          field: 'name',
          status: 409,
        },
      );
      assert.equal(asked, 1);
    },
  );
});

test('nobody waits for longer than a minute for another attempt; a signal ends the waiting', async () => {
  await withServer(
    (request, response) => response.writeHead(429, { 'retry-after': request.url === '/long' ? '900' : '30' }).end('{}'),
    async (origin) => {
      const { ask } = connectionTo({ origin });
      const error = await ask('/long').catch((cause: unknown) => cause);
      assert.equal((error as ServerAnswerError).retryAfterSeconds, 900);
      const stop = new AbortController();
      const asking = ask('/', { signal: stop.signal });
      setTimeout(() => stop.abort(new Error('enough')), 100);
      await assert.rejects(asking, /enough/);
    },
  );
});

test('a refusal inside a GraphQL answer is one like any other', async () => {
  await withServer(
    (_request, response) =>
      response.end(
        '{"errors":[{"message":"No. Do that.","extensions":{"code":"no","remedy":"Do that."}}],"data":null}',
      ),
    async (origin) => {
      const error = (await connectionTo({ origin })
        .graphql('{ a }', {})
        .catch((cause: unknown) => cause)) as ServerAnswerError;
      assert.deepEqual([error.code, error.remedy, error.sentence], ['no', 'Do that.', 'No. Do that.']);
    },
  );
});
