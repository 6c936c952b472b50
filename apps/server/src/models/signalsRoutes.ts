/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { modelSignals, signalsGates, signalsPage, type StorageReader } from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { cachedFor } from '../cachedFor.ts';

export interface SignalsRoutesInput {
  readonly reader: StorageReader;
  /** Whether who asks has the model of this number, and may read of what it submitted. Default: nobody has one. */
  readonly owns?: (request: FastifyRequest, model: number) => Promise<boolean>;
}

/** It changes when a round closes, is scored first and last. */
const FRESHNESS = { freshMs: 5_000, usableMs: 60_000 };

const params = { type: 'object', properties: { model: { type: 'string', maxLength: 200 } } };

/**
 * `GET /api/signals`: the neutralizers of the newest round, and how much of its signals was known already, of all together.
 * `GET /api/signals/gates`: churn, turnover and the state of the gates of all signals, by model number.
 * `GET /api/models/:model/signals`: the same as the first beside the model's own report, which its owner alone is given, and the state of its gates.
 */
export function signalsRoutes(app: FastifyInstance, { reader, owns }: SignalsRoutesInput): void {
  const page = cachedFor(FRESHNESS, () => signalsPage(reader));
  const gates = cachedFor(FRESHNESS, () => signalsGates(reader));
  const modelPage = cachedFor(FRESHNESS, (key: string) => {
    const [id, isOwner] = key.split(' ');
    return modelSignals(reader, Number(id), isOwner === 'owner');
  });
  app.get('/api/signals', () => page(null));
  app.get('/api/signals/gates', () => gates(null));
  app.get<{ Params: { model: string } }>(
    '/api/models/:model/signals',
    { schema: { params } },
    async (request, reply) => {
      const { model: name } = request.params;
      const model = (await reader.models()).find((each) => each.name === name);
      if (model === undefined) return reply.code(404).send({ message: `There is no model ${name}.` });
      const isOwner = (await owns?.(request, model.id)) ?? false;
      void reply.header('cache-control', 'private, no-cache');
      return modelPage(`${model.id} ${isOwner ? 'owner' : 'stranger'}`);
    },
  );
}
