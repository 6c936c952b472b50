import { type DiagnosticsService, DomainError, type RoundDirections } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { cachedFor } from '../cachedFor.ts';

interface DiagnosticsData {
  readonly directions: RoundDirections;
  readonly diagnostics: DiagnosticsService;
}

const FRESHNESS = { freshMs: 10_000, usableMs: 60_000 };
const parameters = {
  params: { type: 'object', properties: { number: { type: 'integer', minimum: 1, maximum: 1_000_000_000 } } },
};

/**
 * What diagnostics without an upload need beside the release: `GET /api/diagnostics/rounds` names the resolved rounds whose TC can be estimated and
 * what figures are rated against (values of other models' latest runs, without their names), `GET /api/rounds/:number/tc-direction` is such a round's
 * direction. For everybody.
 */
export function registerDiagnosticsData(app: FastifyInstance, { directions, diagnostics }: DiagnosticsData): void {
  const data = cachedFor(FRESHNESS, async () => ({
    rounds: await directions.published(),
    field: await diagnostics.field('classic'),
  }));
  app.get('/api/diagnostics/rounds', () => data(null));
  app.get<{ Params: { number: number } }>(
    '/api/rounds/:number/tc-direction',
    { schema: parameters },
    async ({ params: { number } }, reply) => {
      const bytes = await directions.bytes(number);
      if (bytes === null) {
        const { message } = new DomainError('no_direction', `Round ${number} has no TC to estimate with yet.`, {
          remedy: 'It is published some minutes after the round has resolved.',
        });
        return reply.code(404).send({ message });
      }
      return reply
        .type('application/json; charset=utf-8')
        .header('content-encoding', 'gzip')
        .header('cache-control', 'public, max-age=86400')
        .send(Buffer.from(bytes));
    },
  );
}
