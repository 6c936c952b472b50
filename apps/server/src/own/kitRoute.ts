/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { kitReader } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import type { OwnInput } from './ownInput.ts';

const number = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;
const format = { enum: ['json', 'npz'], default: 'json' } as const;
const schema = {
  params: { type: 'object', properties: { number } },
  querystring: { type: 'object', properties: { format } },
};

/**
 * `GET /api/account/models/:id/rounds/:number/kit`: what a resolved round's TC of one's own model follows from, as JSON or with `?format=npz` as a file
 * of arrays; others' predictions are not in it.
 */
export function kitRoute(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, place } = services;
  // A thread of its own: strangers' questions about kits do not keep participants waiting.
  const kits = kitReader(place.storage, place.blobs);
  app.addHook('onClose', () => kits.stop());
  app.get<{ Params: { id: string; number: number }; Querystring: { format: 'json' | 'npz' } }>(
    '/api/account/models/:id/rounds/:number/kit',
    { schema },
    async (request, reply) => {
      const { account } = await requireCaller(authenticate, request, 'read_submission_info');
      const { id, number } = request.params;
      const { model } = await accounts.requireModel(account.id, id);
      const { format } = request.query;
      void reply.header('content-disposition', `attachment; filename="round-${number}-own-kit.${format}"`);
      if (format === 'npz')
        return reply.type('application/zip').send(Buffer.from(await kits.own(number, model, format)));
      return reply.type('application/json; charset=utf-8').send(await kits.own(number, model, format));
    },
  );
}
