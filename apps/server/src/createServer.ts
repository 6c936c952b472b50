import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import {
  type Blobs,
  type FundSummary,
  leaderboard,
  modelPage,
  overview,
  roundList,
  roundPage,
  type StorageReader,
} from '@robata/tournament';
import fastify, { type FastifyInstance } from 'fastify';
import { cachedFor } from './cachedFor.ts';

export interface ServerInput {
  readonly reader: StorageReader;
  readonly blobs: Blobs;
  /** The built web app; null serves the API alone. */
  readonly webFolder: string | null;
  /** Whether requests are served; /readyz says it. */
  readonly isReady: () => boolean;
}

/** How old an answer to an anonymous page may be. One computation then serves everybody who asks within that time. */
const FRESH_MS = 1_000;
const WEEKLY_LAGS = 4;

/** The HTTP server: read-only JSON under /api, the web app on every other path. Nothing here changes anything. */
export async function createServer({ reader, blobs, webFolder, isReady }: ServerInput): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: 64 * 1024, logger: false, requestTimeout: 30_000, routerOptions: { maxParamLength: 200 } });

  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy':
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });
  app.setErrorHandler(async (error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    const message = status < 500 && error instanceof Error ? error.message : 'The server failed at this; it is not your fault.';
    return reply.code(status).send({ message });
  });

  const rows = cachedFor(FRESH_MS, (lastRounds: number | null) => leaderboard(reader, { lastRounds, lags: WEEKLY_LAGS }));
  const rounds = cachedFor(FRESH_MS, () => roundList(reader));
  const summary = cachedFor(FRESH_MS, async () => {
    const fund = (await reader.document('fund')) as FundSummary | null;
    return overview(reader, await rows(null), fund);
  });

  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => reply.code(isReady() ? 200 : 503).send({ ready: isReady() }));
  app.get('/api/overview', () => summary(null));
  app.get<{ Querystring: { lastRounds?: number } }>(
    '/api/leaderboard',
    { schema: { querystring: { type: 'object', properties: { lastRounds: { type: 'integer', minimum: 1, maximum: 10_000 } } } } },
    (request) => rows(request.query.lastRounds ?? null),
  );
  app.get<{ Params: { name: string } }>('/api/models/:name', async (request, reply) => {
    const page = await modelPage(reader, request.params.name, await rows(null));
    return page ?? reply.code(404).send({ message: `There is no model '${request.params.name}'.` });
  });
  app.get('/api/rounds', () => rounds(null));

  const roundParams = {
    schema: { params: { type: 'object', properties: { number: { type: 'integer', minimum: 1, maximum: 1_000_000_000 } } } },
  };
  app.get<{ Params: { number: number } }>('/api/rounds/:number', roundParams, async (request, reply) => {
    const { number } = request.params;
    const round = await reader.round(number);
    const page = await roundPage(reader, number, round?.state === 'resolved');
    return page ?? reply.code(404).send({ message: `There is no round ${number}.` });
  });
  app.get<{ Params: { number: number } }>('/api/rounds/:number/kit', roundParams, async (request, reply) => {
    const { number } = request.params;
    const kit = (await reader.round(number))?.state === 'resolved' ? await blobs.get(`rounds/${number}/kit.json.gz`) : null;
    if (kit === null) return reply.code(404).send({ message: `The kit of round ${number} is published when it resolves.` });
    return reply
      .type('application/gzip')
      .header('content-disposition', `attachment; filename="round-${number}-kit.json.gz"`)
      .send(Buffer.from(kit));
  });
  app.all('/api/*', async (_request, reply) => reply.code(404).send({ message: 'There is nothing at this address.' }));

  if (webFolder !== null && existsSync(join(webFolder, 'index.html'))) {
    await app.register(fastifyStatic, { root: webFolder, wildcard: false, immutable: true, maxAge: '1h', index: false });
    const page = await readFile(join(webFolder, 'index.html'), 'utf8');
    app.get('/', async (_request, reply) => reply.type('text/html').header('cache-control', 'no-cache').send(page));
    app.setNotFoundHandler(async (request, reply) => {
      if (request.method !== 'GET') return reply.code(404).send({ message: 'There is nothing at this address.' });
      return reply.type('text/html').header('cache-control', 'no-cache').send(page);
    });
  }
  return app;
}
