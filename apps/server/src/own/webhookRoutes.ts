/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { fieldsOf } from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import { wholeNumberIn } from './readQuery.ts';
import type { OwnInput } from './ownInput.ts';

const CALLS_MAX = 200;

/** `GET /api/account/models/:id/webhook?limit`: the address, its secret and the log of calls; `PUT { url }` (null removes it); `POST …/call` calls it now. */
export function webhookRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, webhooks } = services;
  type OfModel = { Params: { id: string } };
  const modelOf = async (request: FastifyRequest<OfModel>): Promise<number> => {
    const { account } = await requireCaller(authenticate, request, 'webhook');
    return (await accounts.requireModel(account.id, request.params.id)).model;
  };
  app.get<OfModel>('/api/account/models/:id/webhook', async (request) => {
    const model = await modelOf(request);
    const calls = await webhooks.calls(model, wholeNumberIn(request, 'limit', CALLS_MAX));
    return { webhook: await webhooks.get(model), calls };
  });
  app.put<OfModel>('/api/account/models/:id/webhook', async (request) => {
    const model = await modelOf(request);
    await webhooks.set(model, fieldsOf(request.body).nullableText('url'));
    return { webhook: await webhooks.get(model) };
  });
  app.post<OfModel>('/api/account/models/:id/webhook/call', async (request) => {
    return { triggerId: await webhooks.trigger(await modelOf(request)) };
  });
}
