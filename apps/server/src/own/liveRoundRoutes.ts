/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { checkTournament } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import { textIn } from './readQuery.ts';
import type { OwnInput } from './registerOwnThings.ts';

/** `GET /api/account/live-rounds?tournament`: the rounds that take submissions, newest first, with the ids that a file is checked against. */
export function liveRoundRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { live } = services;
  app.get('/api/account/live-rounds', async (request) => {
    await requireCaller(authenticate, request, 'read_submission_info');
    const tournament = checkTournament(textIn(request, 'tournament') ?? 'classic');
    const current = live.current(tournament);
    return { rounds: [...(current === null ? [] : [current]), ...live.earlier(tournament)] };
  });
}
