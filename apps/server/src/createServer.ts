import type { IncidentPage } from '@robata/client';
import {
  type Blobs,
  type FundSummary,
  kitReader,
  latestValidation,
  memoryLiveRounds,
  type Overview,
  overview,
  roundList,
  roundPage,
  type StorageReader,
} from '@robata/tournament';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { analysisRoutes } from './analysisRoutes.ts';
import { answerErrors } from './answerErrors.ts';
import { type Authenticate, authenticator } from './accounts/authenticator.ts';
import { bodyDeadline } from './bodyDeadline.ts';
import { cachedFor } from './cachedFor.ts';
import { noChainRoute } from './chain/chainRoutes.ts';
import { configurationRoute } from './configurationRoute.ts';
import { registerDataPage } from './datasets/registerDataPage.ts';
import { fundAccess, type FundVisibility } from './fund/fundAccess.ts';
import { fundRoutes } from './fund/fundRoutes.ts';
import { overviewRoute } from './fund/overviewRoute.ts';
import { boardRoutes } from './models/boardRoutes.ts';
import { modelBooks } from './models/modelBooks.ts';
import { modelRoutes } from './models/modelRoutes.ts';
import { signalsRoutes } from './models/signalsRoutes.ts';
import { metaModelRoutes } from './metaModel/metaModelRoutes.ts';
import { anonymousBudget } from './operations/anonymousBudget.ts';
import { type LogLevel, logging } from './operations/logging.ts';
import { registerOperations } from './operations/registerOperations.ts';
import { visitorRoute } from './own/visitorRoute.ts';
import { publicBooks } from './publicBooks.ts';
import { registerRounds, type RoundsInput } from './rounds/registerRounds.ts';
import { receiptRoutes } from './receipts/receiptRoutes.ts';
import { runsOf } from './runsOf.ts';
import type { TournamentServices } from './services/openServices.ts';
import { registerServices } from './services/registerServices.ts';
import { symbolRoutes, type SymbolRoutesInput } from './symbols/symbolRoutes.ts';
import { SECURITY_HEADERS } from './securityHeaders.ts';
import { sendNothingHere, serveWeb } from './serveWeb.ts';

/** Of what is only looked at: nobody brings symbols in. */
const NO_SYMBOLS: SymbolRoutesInput['symbols'] = {
  latest: async () => null,
  imports: async () => [],
  rows: async () => [],
};

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
  /** Who sees the fund. Default: everybody. */
  readonly fundVisibility?: FundVisibility;
  /** So many of the newest resolved rounds are kept out of the meta model's history. Default: none. */
  readonly metaModelDelayRounds?: number;
  /** Proxies whose `X-Forwarded-…` headers are believed (`trustedProxies`). Default: nobody's. */
  readonly trustedProxies?: readonly string[] | null;
  /** What is logged, as JSON lines on stdout. Default: nothing. */
  readonly logLevel?: LogLevel;
  /** Told of every failure that the caller is only told to be ours. Default: nobody is. */
  readonly onFailure?: (error: unknown) => void;
}

/** One computation serves everybody who asks within a second; while a newer one runs, up to ten seconds old is given. */
const FRESHNESS = { freshMs: 1_000, usableMs: 10_000 };
const CHART_POINTS = 400;
const INCIDENTS = 500;
const MOST_ROUNDS = 10_000;

const wholeNumber = (maximum: number) => ({ type: 'integer', minimum: 1, maximum }) as const;
const number = wholeNumber(1_000_000_000);
const roundParams = { params: { type: 'object', properties: { number } } };
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
    trustProxy: input.trustedProxies == null ? false : [...input.trustedProxies],
    ...logging(input.logLevel ?? 'silent'),
    // A whole request may take as long as a slow upload, which has limits of its own; other bodies have their deadline.
    requestTimeout: 600_000,
    http: { headersTimeout: 30_000 },
    // By itself it lets 1e400 pass as a whole number below a billion.
    ajv: { customOptions: { strictNumbers: false } },
    // As long as Node lets an address be: a long name is one that nobody has, not an error of its own.
    routerOptions: { maxParamLength: 16 * 1024 },
    // An address that cannot be decoded never reaches the hooks: it takes its headers along.
    frameworkErrors: (error, request, reply) =>
      void answerError(error as FastifyError, request, reply.headers(SECURITY_HEADERS)),
  });
  bodyDeadline(app);
  app.addHook('onSend', async (_request, reply) => void reply.headers(SECURITY_HEADERS));
  app.addHook('onRequest', async (request, reply) => {
    // A name with U+0000 in it is nobody's, and no database takes the question.
    if (request.url.includes('%00')) return reply.code(400).send({ message: 'The address is not a valid one.' });
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-cache');
  });
  app.setErrorHandler(answerError);
  let access = fundAccess(input.fundVisibility ?? 'public', null);
  let owns: RoundsInput['owns'];
  let whoAsks: Authenticate | null = null;
  if (input.services != null) {
    const { accounts, people, place, folder, now } = input.services;
    const authenticate = authenticator({ accounts, people, publicUrl: input.configuredUrl ?? null, now });
    whoAsks = authenticate;
    access = fundAccess(input.fundVisibility ?? 'public', authenticate);
    owns = async (request, model) => {
      const caller = await authenticate(request);
      if (!caller?.scopes.has('read_submission_info')) return false;
      return (await accounts.listModels(caller.account.id)).some((slot) => slot.model === model);
    };
    const onBackup = (actor: string, bytes: number): Promise<void> =>
      accounts.recordAct({ actor, action: 'backup', subject: 'tournament', details: { bytes } });
    await registerOperations(app, { db: place.storage.db, folder, now, authenticate, onBackup });
  }

  anonymousBudget(app, { authenticate: whoAsks, trustsProxies: input.trustedProxies != null });
  const books = publicBooks(reader, undefined, input.services?.signalsModels);
  const db = input.services?.place.storage.db;
  const models = modelBooks({
    reader,
    books,
    ...(db !== undefined && { validation: () => latestValidation(db, 'classic') }),
  });
  // A long record is read before the first one asks.
  app.addHook('onListen', async () => void models.rows({ lastRounds: null }).catch(onFailure));
  const rounds = cachedFor(FRESHNESS, () => roundList(reader));
  const round = cachedFor(FRESHNESS, async (number: number) => {
    const state = (await reader.round(number))?.state;
    return roundPage(reader, number, state === 'resolved');
  });
  const incidents = cachedFor(FRESHNESS, async (): Promise<IncidentPage> => {
    const [total, newest] = await Promise.all([reader.incidentCount(), reader.incidents(INCIDENTS)]);
    return { total, incidents: newest };
  });
  const summary = cachedFor(FRESHNESS, async (): Promise<Overview> => {
    const fund = (await reader.document('fund')) as FundSummary | null;
    const [balances, money] = await Promise.all([books.balances(), books.leaderboard.paidAndBurned()]);
    const page = await overview(reader, await models.rows({ lastRounds: null }), fund, {
      balances: balances.of,
      ...money,
    });
    const fundDays = runsOf(page.fundDays, CHART_POINTS).map((run) => run.at(-1) as (typeof run)[number]);
    return { ...page, fundDays };
  });

  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => reply.code(isReady() ? 200 : 503).send({ ready: isReady() }));
  overviewRoute(app, () => summary(null), access);
  boardRoutes(app, models);
  modelRoutes(app, reader, models);
  signalsRoutes(app, { reader, ...(owns && { owns }) });
  await fundRoutes(app, reader, access);
  configurationRoute(app, reader);
  app.get('/api/incidents', () => incidents(null));
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
  const kits = kitReader(reader, blobs);
  app.addHook('onClose', () => kits.stop());
  await receiptRoutes(app, { reader, blobs, kits });
  analysisRoutes(app, reader);
  metaModelRoutes(app, {
    reader,
    books,
    fund: access,
    validation: db && (() => latestValidation(db, 'classic')),
    delayRounds: input.metaModelDelayRounds ?? 0,
  });
  await registerRounds(app, { reader, kits, access, ...(owns && { owns }) });
  if (input.services != null) await registerServices(app, input.services, { ...input, books });
  else {
    visitorRoute(app, null);
    noChainRoute(app);
    registerDataPage(app, { reader, files: null });
    await symbolRoutes(app, { symbols: NO_SYMBOLS, live: memoryLiveRounds(), now: () => new Date() });
  }
  const isWebServed = await serveWeb(app, input.webFolder);
  if (!isWebServed) app.setNotFoundHandler(async (_request, reply) => sendNothingHere(reply));
  return app;
}
