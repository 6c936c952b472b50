/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import {
  BOARD_COLUMNS,
  type BoardColumn,
  COMPARED_MODELS_MAX,
  comparison,
  modelAnalysis,
  modelPage,
  modelStanding,
  type StorageReader,
} from '@robata/tournament';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { cachedFor } from '../cachedFor.ts';
import type { ModelBooks } from './modelBooks.ts';

const FRESHNESS = { freshMs: 1_000, usableMs: 10_000 };
const NAMES_LENGTH_MAX = 1_000;

const comparisonQuery = {
  querystring: {
    type: 'object',
    properties: {
      models: { type: 'string', maxLength: NAMES_LENGTH_MAX },
      score: { type: 'string', enum: [...BOARD_COLUMNS] },
    },
  },
};

/**
 * `GET /api/models/:name`, `…/standing` and `…/analysis`; `/api/comparison?models=a,b&score`: up to five side by side;
 * `/api/validation-against-live`.
 */
export function modelRoutes(app: FastifyInstance, reader: StorageReader, books: ModelBooks): void {
  const page = cachedFor(FRESHNESS, async (name: string) => {
    const found = await books.find(name);
    return found && modelPage(reader, name, found.rows, found.tournament);
  });
  const standing = cachedFor(FRESHNESS, async (name: string) => {
    const found = await books.find(name);
    if (found === null) return null;
    return modelStanding({
      model: found.row.id,
      rounds: await books.resolved(found.tournament),
      lags: await books.lags(),
      among: new Set(found.rows.map(({ id }) => id)),
    });
  });
  const analysis = cachedFor(FRESHNESS, async (name: string) => {
    const found = await books.find(name);
    return found && modelAnalysis(found.row.id, await books.analyses(), found.rows);
  });
  const nobody = (reply: FastifyReply, name: string) =>
    reply.code(404).send({ message: `There is no model '${name}'.` });

  for (const [path, answer] of [
    ['/api/models/:name', page],
    ['/api/models/:name/standing', standing],
    ['/api/models/:name/analysis', analysis],
  ] as const) {
    app.get<{ Params: { name: string } }>(path, async ({ params: { name } }, reply) => {
      return (await answer(name)) ?? nobody(reply, name);
    });
  }

  app.get<{ Querystring: { models?: string; score?: BoardColumn } }>(
    '/api/comparison',
    { schema: comparisonQuery },
    async ({ query: { models = '', score = 'corr' } }, reply) => {
      const names = [...new Set(models.split(',').filter((name) => name !== ''))];
      if (names.length === 0 || names.length > COMPARED_MODELS_MAX) {
        return reply.code(400).send({
          message: `models: give 1 to ${COMPARED_MODELS_MAX} names with commas between them, not ${names.length}.`,
        });
      }
      const first = (await Promise.all(names.map((name) => books.find(name)))).find((found) => found !== null);
      const tournament = first?.tournament ?? 'classic';
      return comparison({
        names,
        score,
        rows: await books.rows({ lastRounds: null }),
        rounds: await books.resolved(tournament),
        lags: await books.lags(),
      });
    },
  );
  app.get('/api/validation-against-live', () => books.validation());
}
