/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { TOURNAMENTS, type TournamentName } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { answerDomainErrors } from '../accounts/domainAnswers.ts';
import { cachedFor } from '../cachedFor.ts';
import type { TournamentServices } from '../services/openServices.ts';

/** The whole ledger is read for it, and it changes slowly. */
const TREASURY_FRESHNESS = { freshMs: 5_000, usableMs: 60_000 };
const number = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;
const schema = { params: { type: 'object', properties: { number } } };
const ofPart = {
  ...schema,
  querystring: { type: 'object', properties: { tournament: { type: 'string', enum: [...TOURNAMENTS] } } },
};

/**
 * What everybody may see of the money: `GET /api/treasury`; of a resolved round what it paid, `GET /api/rounds/:number/statement.csv`, and
 * of one model in it the proof that its payout is in the round's published root, `GET /api/rounds/:number/payouts/:model/proof`. Nobody
 * has to be known: payouts stand on the leaderboard too.
 */
export async function payoutRoutes(
  app: FastifyInstance,
  { payouts, treasury }: Pick<TournamentServices, 'payouts' | 'treasury'>,
): Promise<void> {
  const page = cachedFor(TREASURY_FRESHNESS, () => treasury());
  await app.register(async (scope) => {
    answerDomainErrors(scope);
    scope.get('/api/treasury', () => page(null));
    scope.get<{ Params: { number: number }; Querystring: { tournament?: TournamentName } }>(
      '/api/rounds/:number/statement.csv',
      { schema: ofPart },
      async ({ params: { number }, query: { tournament = 'classic' } }, reply) => {
        const text = await payouts.statement(number, tournament);
        const name = tournament === 'signals' ? `round-${number}-signals-payouts.csv` : `round-${number}-payouts.csv`;
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(text);
      },
    );
    scope.get<{ Params: { number: number; model: string } }>(
      '/api/rounds/:number/payouts/:model/proof',
      { schema },
      async ({ params: { number, model } }, reply) =>
        reply.type('application/json; charset=utf-8').send(await payouts.proof(number, model)),
    );
  });
}
