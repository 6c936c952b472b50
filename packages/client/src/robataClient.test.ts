import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { ServerAnswerError } from './errors.ts';
import { robataClient } from './robataClient.ts';

/** A client of a small real server, for the length of `use`; gives the addresses that were asked for. */
async function withServer(listener: RequestListener, use: (origin: string) => Promise<void>): Promise<string[]> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return asked;
}

test('each method asks for its address; names are encoded and queries left out where there is nothing to say', async () => {
  const asked = await withServer(
    (_request, response) => response.end('[]'),
    async (origin) => {
      const robata = robataClient({ origin });
      await robata.overview();
      await robata.leaderboard({ lastRounds: null });
      await robata.leaderboard({ lastRounds: 20 });
      await robata.model('meta model/ü');
      await robata.rounds();
      await robata.rounds({ limit: 50, before: 7 });
      await robata.round(7);
      await robata.fund();
      await robata.incidents();
      assert.equal(robata.kitUrl(7), `${origin}/api/rounds/7/kit`);
    },
  );
  assert.deepEqual(asked, [
    '/api/overview',
    '/api/leaderboard',
    '/api/leaderboard?lastRounds=20',
    '/api/models/meta%20model%2F%C3%BC',
    '/api/rounds',
    '/api/rounds?limit=50&before=7',
    '/api/rounds/7',
    '/api/fund',
    '/api/incidents',
  ]);
});

test('a model or round that is not there is null; elsewhere a 404 is an error', async () => {
  await withServer(
    (_request, response) => response.writeHead(404).end('{"message":"There is nothing at this address."}'),
    async (origin) => {
      const robata = robataClient({ origin });
      assert.equal(await robata.model('nobody'), null);
      assert.equal(await robata.round(99), null);
      await assert.rejects(robata.fund(), new ServerAnswerError(404, 'There is nothing at this address.'));
    },
  );
});

test("a failure carries the server's status and sentence, and one of its own where the answer is not JSON", async () => {
  await withServer(
    (_request, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'),
    async (origin) => {
      const error = await robataClient({ origin, attempts: 1 })
        .round(1)
        .catch((cause: unknown) => cause);
      assert.ok(error instanceof ServerAnswerError);
      assert.equal(error.status, 502);
      assert.equal(error.message, 'The server answered 502.');
    },
  );
});
