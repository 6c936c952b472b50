/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { News } from '@robata/client';
import {
  comingDays,
  DomainError,
  fundOverview,
  type KitReader,
  modelNews,
  roundCalendar,
  roundFan,
  scorePaths,
  type StorageReader,
  tournamentNews,
} from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerDomainErrors } from '../accounts/domainAnswers.ts';
import { cachedFor } from '../cachedFor.ts';
import type { FundAccess } from '../fund/fundAccess.ts';

export interface RoundsInput {
  readonly reader: StorageReader;
  readonly kits: Pick<KitReader, 'explain' | 'committed'>;
  /** Who sees the fund. */
  readonly access: FundAccess;
  /** Whether who asks has the model of this number, and may read of what it submitted. Default: nobody has one. */
  readonly owns?: (request: FastifyRequest, model: number) => Promise<boolean>;
  readonly now?: () => Date;
}

/** Pages ask for them every few seconds. */
const FRESHNESS = { freshMs: 1_000, usableMs: 10_000 };
/** All scores of a round are read for its fan. */
const FAN_FRESHNESS = { freshMs: 10_000, usableMs: 300_000 };
/** All closes of all products are read for what is under management, which changes once a trading day. */
const PRODUCTS_FRESHNESS = { freshMs: 5_000, usableMs: 60_000 };
const MOST_MODELS = 20;
const MOST_WEEKS = 26;
const LONGEST_NAMES = 2_000;

const number = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;
const params = { type: 'object', properties: { number } };
const models = { type: 'string', maxLength: LONGEST_NAMES, default: '' } as const;
const modelsQuery = { type: 'object', properties: { models } };
const weeksQuery = {
  type: 'object',
  properties: { weeks: { type: 'integer', minimum: 1, maximum: MOST_WEEKS, default: 6 } },
};
const startQuery = { type: 'object', properties: { start: { enum: ['zero', 'held'], default: 'zero' } } };

interface OfRound {
  readonly Params: { readonly number: number };
}

/**
 * What everybody may see of rounds beside their pages: `GET /api/rounds/:number/calendar`, `…/fan`, `…/paths?models=`,
 * `…/contributions/:model?start=` (leave-one-out TC computed anew from the kit; where predictions stay with their owners, its stocks are for the owner), `…/committed` (what the commitment is the SHA-256 of);
 * `GET /api/calendar?weeks=` (the coming weeks), `GET /api/news` and `/api/news/models?models=`.
 */
export async function registerRounds(
  app: FastifyInstance,
  { reader, kits, now, access, owns }: RoundsInput,
): Promise<void> {
  const today = (): string => (now?.() ?? new Date()).toISOString().slice(0, 10);
  const calendar = cachedFor(FRESHNESS, (round: number) => roundCalendar(reader, round));
  const fan = cachedFor(FAN_FRESHNESS, (round: number) => roundFan(reader, round));
  const coming = cachedFor(FRESHNESS, (weeks: number) => comingDays(reader, today(), weeks));
  const news = cachedFor(FRESHNESS, () => tournamentNews(reader));
  const newsOf = cachedFor(FRESHNESS, (names: string) => modelNews(reader, namesIn(names)));
  const products = cachedFor(PRODUCTS_FRESHNESS, () => fundOverview(reader));

  await app.register(async (scope) => {
    answerDomainErrors(scope);
    scope.get('/api/news', async (request) => {
      const all = await news(null);
      if (!(await access.isSeenBy(request))) return { ...all, fund: null };
      const { aum, currency } = await products(null);
      return { ...all, aum: aum === null || currency === null ? null : { amount: aum, currency } } satisfies News;
    });
    scope.get<{ Querystring: { models: string } }>(
      '/api/news/models',
      { schema: { querystring: modelsQuery } },
      ({ query }) => newsOf(checkedNames(query.models)),
    );
    scope.get<{ Querystring: { weeks: number } }>(
      '/api/calendar',
      { schema: { querystring: weeksQuery } },
      ({ query }) => coming(query.weeks),
    );
    scope.get<OfRound>('/api/rounds/:number/calendar', { schema: { params } }, async ({ params: { number } }) =>
      present(number, await calendar(number)),
    );
    scope.get<OfRound>('/api/rounds/:number/fan', { schema: { params } }, async ({ params: { number } }) =>
      present(number, await fan(number)),
    );
    scope.get<OfRound & { Querystring: { models: string } }>(
      '/api/rounds/:number/paths',
      { schema: { params, querystring: modelsQuery } },
      async ({ params: { number }, query }) =>
        present(number, await scorePaths(reader, number, namesIn(checkedNames(query.models)))),
    );
    scope.get<{ Params: { number: number; model: string }; Querystring: { start: 'zero' | 'held' } }>(
      '/api/rounds/:number/contributions/:model',
      { schema: { params, querystring: startQuery } },
      async (request, reply) => {
        const { number, model } = request.params;
        void reply.header('cache-control', 'private, no-cache');
        return kits.explain(number, model, request.query.start, (id) => owns?.(request, id) ?? Promise.resolve(false));
      },
    );
    scope.get<OfRound>('/api/rounds/:number/committed', { schema: { params } }, async (request, reply) => {
      const { number } = request.params;
      const bytes = Buffer.from(await kits.committed(number));
      const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      void reply
        .type('text/plain; charset=utf-8')
        .header('vary', 'accept-encoding')
        .header('content-disposition', `attachment; filename="round-${number}-committed.txt"`);
      if (takesGzip) void reply.header('content-encoding', 'gzip');
      return reply.send(takesGzip ? bytes : await promisify(gunzip)(bytes));
    });
  });
}

function present<T>(number: number, found: T | null): T {
  if (found === null) throw new DomainError('round_not_found', `There is no round ${number}.`);
  return found;
}

/** Names of models stand with commas between them; each is looked up once. */
const namesIn = (text: string): readonly string[] => [...new Set(text.split(',').filter((name) => name !== ''))];

function checkedNames(text: string): string {
  const names = namesIn(text);
  if (names.length === 0) {
    throw new DomainError('models_missing', 'models names no model.', {
      field: 'models',
      remedy: 'Give names with commas between them.',
    });
  }
  if (names.length <= MOST_MODELS) return text;
  throw new DomainError('too_many_models', `models names more than ${MOST_MODELS} models.`, {
    field: 'models',
    remedy: 'Ask in parts.',
  });
}
