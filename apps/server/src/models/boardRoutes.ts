import { type LeaderboardRow, TOURNAMENTS, type TournamentName } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { jsonOnce } from '../jsonOnce.ts';
import { sendUnlessSame } from '../sendUnlessSame.ts';
import type { ModelBooks } from './modelBooks.ts';

const MOST_ROUNDS = 10_000;
const MOST_ROWS = 1_000_000;

const tournament = { type: 'string', enum: [...TOURNAMENTS] } as const;
const boardQuery = {
  querystring: {
    type: 'object',
    properties: {
      tournament,
      lastRounds: { type: 'integer', minimum: 1, maximum: MOST_ROUNDS },
      limit: { type: 'integer', minimum: 1, maximum: MOST_ROWS },
      offset: { type: 'integer', minimum: 0, maximum: MOST_ROWS },
    },
  },
};

interface BoardQuery {
  readonly tournament?: TournamentName;
  readonly lastRounds?: number;
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * `GET /api/leaderboard?tournament&lastRounds&limit&offset`: without a tournament the models of both. The whole of it is megabytes where models are
 * many: it has an ETag, and is not sent again while it is the same. `/returns` and `/reputations` are by model number.
 */
export function boardRoutes(app: FastifyInstance, books: ModelBooks): void {
  const json = jsonOnce();
  app.get<{ Querystring: BoardQuery }>('/api/leaderboard', { schema: boardQuery }, async (request, reply) => {
    const { tournament, lastRounds = null, limit, offset = 0 } = request.query;
    const all: readonly LeaderboardRow[] = await books.rows({ tournament, lastRounds });
    if (limit !== undefined || offset > 0) return all.slice(offset, limit && offset + limit);
    return sendUnlessSame(request, reply, await json(all));
  });
  app.get('/api/leaderboard/returns', () => books.returns());
  app.get<{ Querystring: { tournament?: TournamentName } }>(
    '/api/leaderboard/reputations',
    { schema: { querystring: { type: 'object', properties: { tournament } } } },
    async ({ query: { tournament = 'classic' } }) => books.reputations(tournament),
  );
}
