/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { checkTournament, symbolCells } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import { textIn } from './readQuery.ts';
import type { OwnInput } from './ownInput.ts';

const version = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;
const schema = { params: { type: 'object', properties: { version } } };

/**
 * `GET /api/account/live-rounds?tournament`: the rounds that take submissions, newest first, with the ids that a file is checked against; of Signals
 * their tickers by the alphabet, for in the order of the ids they would say which id is which stock. `GET /api/account/symbols/:version`: the rows
 * of a version of the symbols, for the same check before an upload.
 */
export function liveRoundRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { live, symbols } = services;
  app.get('/api/account/live-rounds', async (request) => {
    await requireCaller(authenticate, request, 'read_submission_info');
    const tournament = checkTournament(textIn(request, 'tournament') ?? 'classic');
    const current = live.current(tournament);
    const rounds = [...(current === null ? [] : [current]), ...live.earlier(tournament)];
    if (tournament === 'classic') return { rounds };
    return { rounds: rounds.map((round) => ({ ...round, ids: round.ids.toSorted() })) };
  });
  app.get<{ Params: { version: number } }>('/api/account/symbols/:version', { schema }, async (request) => {
    await requireCaller(authenticate, request, 'read_submission_info');
    const { version } = request.params;
    return { version, rows: (await symbols.rows(version)).map(symbolCells) };
  });
}
