import type { IncidentPage } from '@robata/client';
import {
  type Blobs,
  type FundSummary,
  leaderboard,
  modelPage,
  type Overview,
  overview,
  roundList,
  roundPage,
  type StorageReader,
} from '@robata/tournament';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { answerErrors } from './answerErrors.ts';
import { cachedFor } from './cachedFor.ts';
import { fundPage } from './fundPage.ts';
import { jsonOnce } from './jsonOnce.ts';
import { runsOf } from './runsOf.ts';
import type { TournamentServices } from './services/openServices.ts';
import { registerServices } from './services/registerServices.ts';
import { SECURITY_HEADERS } from './securityHeaders.ts';
import { sendNothingHere, serveWeb } from './serveWeb.ts';

export interface ServerInput {
  readonly reader: StorageReader;
  readonly blobs: Blobs;
  /** The built web app; null serves the API alone. */
  readonly webFolder: string | null;
  /** Whether requests are served; /readyz says it. */
  readonly isReady: () => boolean;
  /** Everything that people and programs can ask for; null serves what is stored to look at, and nothing else. */
  readonly services?: TournamentServices | null;
  /** Where people reach the server, as the operator configured it; null where each request says it itself. */
  readonly configuredUrl?: string | null;
  /** Default true. */
  readonly isSignUpOpen?: boolean;
  /** Told of every failure that the caller is only told to be ours. Default: nobody is. */
  readonly onFailure?: (error: unknown) => void;
}

/** One computation serves everybody who asks within a second; while a newer one runs, up to ten seconds old is given. */
const FRESHNESS = { freshMs: 1_000, usableMs: 10_000 };
const WEEKLY_LAGS = 4;
const CHART_POINTS = 400;
const INCIDENTS = 500;
const MOST_ROUNDS = 10_000;

const wholeNumber = (maximum: number) => ({ type: 'integer', minimum: 1, maximum }) as const;
const number = wholeNumber(1_000_000_000);
const roundParams = { params: { type: 'object', properties: { number } } };
const leaderboardQuery = {
  querystring: { type: 'object', properties: { lastRounds: wholeNumber(MOST_ROUNDS) } },
};
const roundsQuery = {
  querystring: { type: 'object', properties: { limit: wholeNumber(MOST_ROUNDS), before: number } },
};

/**
 * The HTTP server: JSON under /api, the clients' GraphQL at `POST /` and `/graphql`, uploads and datasets at signed addresses, the web app
 * on every other path.
 */
export async function createServer(input: ServerInput): Promise<FastifyInstance> {
  const { reader, blobs, isReady, onFailure = () => undefined } = input;
  const answerError = answerErrors(onFailure);
  const app = fastify({
    bodyLimit: 64 * 1024,
    logger: false,
    // A whole request may take as long as a slow upload; routes that stream have limits of their own.
    requestTimeout: 600_000,
    http: { headersTimeout: 30_000 },
    // As long as Node lets an address be: a long name is one that nobody has, not an error of its own.
    routerOptions: { maxParamLength: 16 * 1024 },
    // An address that cannot be decoded never reaches the hooks: it takes its headers along.
    frameworkErrors: (error, request, reply) =>
      void answerError(error as FastifyError, request, reply.headers(SECURITY_HEADERS)),
  });
  app.addHook('onSend', async (_request, reply) => void reply.headers(SECURITY_HEADERS));
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-cache');
  });
  app.setErrorHandler(answerError);

  const json = jsonOnce();
  const rows = cachedFor(FRESHNESS, (lastRounds: number | null) =>
    leaderboard(reader, { lastRounds, lags: WEEKLY_LAGS }),
  );
  const rounds = cachedFor(FRESHNESS, () => roundList(reader));
  const model = cachedFor(FRESHNESS, async (name: string) => modelPage(reader, name, await rows(null)));
  const round = cachedFor(FRESHNESS, async (number: number) => {
    const state = (await reader.round(number))?.state;
    return roundPage(reader, number, state === 'resolved');
  });
  const fund = cachedFor(FRESHNESS, () => fundPage(reader));
  const incidents = cachedFor(FRESHNESS, async (): Promise<IncidentPage> => {
    const [total, newest] = await Promise.all([reader.incidentCount(), reader.incidents(INCIDENTS)]);
    return { total, incidents: newest };
  });
  const summary = cachedFor(FRESHNESS, async (): Promise<Overview> => {
    const page = await overview(reader, await rows(null), (await reader.document('fund')) as FundSummary | null);
    const fundDays = runsOf(page.fundDays, CHART_POINTS).map((run) => run.at(-1) as (typeof run)[number]);
    return { ...page, fundDays };
  });

  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => reply.code(isReady() ? 200 : 503).send({ ready: isReady() }));
  app.get('/api/overview', () => summary(null));
  app.get<{ Querystring: { lastRounds?: number } }>(
    '/api/leaderboard',
    { schema: leaderboardQuery },
    async ({ query }, reply) => {
      const text = json(await rows(query.lastRounds ?? null));
      return reply.type('application/json; charset=utf-8').send(text);
    },
  );
  app.get('/api/fund', () => fund(null));
  app.get('/api/incidents', () => incidents(null));
  app.get<{ Params: { name: string } }>('/api/models/:name', async ({ params: { name } }, reply) => {
    return (await model(name)) ?? reply.code(404).send({ message: `There is no model '${name}'.` });
  });
  app.get<{ Querystring: { limit?: number; before?: number } }>(
    '/api/rounds',
    { schema: roundsQuery },
    async ({ query: { limit = MOST_ROUNDS, before = Number.POSITIVE_INFINITY } }) => {
      const older = (await rounds(null)).filter((candidate) => candidate.number < before);
      return older.slice(0, limit);
    },
  );
  app.get<{ Params: { number: number } }>(
    '/api/rounds/:number',
    { schema: roundParams },
    async ({ params: { number } }, reply) => {
      return (await round(number)) ?? reply.code(404).send({ message: `There is no round ${number}.` });
    },
  );
  app.get<{ Params: { number: number } }>(
    '/api/rounds/:number/kit',
    { schema: roundParams },
    async ({ params: { number } }, reply) => {
      const record = await reader.round(number);
      if (record === null) return reply.code(404).send({ message: `There is no round ${number}.` });
      const kit = record.state === 'resolved' ? await blobs.get(`rounds/${number}/kit.json.gz`) : null;
      if (kit === null) {
        return reply.code(404).send({ message: `The kit of round ${number} is published when it resolves.` });
      }
      return reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="round-${number}-kit.json.gz"`)
        .send(Buffer.from(kit));
    },
  );
  if (input.services != null) await registerServices(app, input.services, input);
  const isWebServed = await serveWeb(app, input.webFolder);
  if (!isWebServed) app.setNotFoundHandler(async (_request, reply) => sendNothingHere(reply));
  return app;
}
