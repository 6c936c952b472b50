import { analysisKey, type StorageReader } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { cachedFor } from './cachedFor.ts';

/** It is written once, with the close: what is kept is old only while there is none. */
const FRESHNESS = { freshMs: 5_000, usableMs: 60_000 };
const number = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;
const schema = { params: { type: 'object', properties: { number } } };

/** What each close said of everybody's predictions. */
export function analysisRoutes(app: FastifyInstance, reader: StorageReader): void {
  const text = cachedFor(FRESHNESS, async (round: number) => {
    const analysis = await reader.document(analysisKey(round));
    return analysis === null ? null : JSON.stringify(analysis);
  });
  app.get<{ Params: { number: number } }>(
    '/api/rounds/:number/analysis',
    { schema },
    async ({ params: { number: round } }, reply) => {
      const analysis = await text(round);
      if (analysis === null) return reply.code(404).send({ message: `There is no analysis of round ${round} yet.` });
      return reply.type('application/json; charset=utf-8').send(analysis);
    },
  );
}
