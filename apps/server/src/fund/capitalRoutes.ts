/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { capitalPage, DomainError, fieldsOf, fundRequests } from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, requireCaller } from '../accounts/authenticator.ts';
import { idempotencyKeyOf } from '../own/idempotencyKey.ts';
import type { OwnInput } from '../own/ownInput.ts';
import { requireInvestor } from './fundAccess.ts';

/**
 * `GET /api/account/capital`: what an investor holds of each product, and asked of it; `POST …/requests` with
 * `{ product, kind, amount }` (amount null: everything) asks for a subscription or redemption, which the operator confirms;
 * `POST …/requests/:id/cancel` while it waits; a key that moves money needs the scope `stake`. An `Idempotency-Key` makes a repetition the first one. For investors and operators.
 */
export function capitalRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { storage } = services.place;
  const requests = fundRequests(storage, services.now);
  const investor = async (request: FastifyRequest, scope: 'read_user_info' | 'stake'): Promise<Caller> =>
    requireInvestor(await requireCaller(authenticate, request, scope));
  const page = async ({ account }: Caller) =>
    capitalPage(storage, account.id, await requests.list({ investor: account.id }));

  app.get('/api/account/capital', async (request) => page(await investor(request, 'read_user_info')));
  app.post('/api/account/capital/requests', async (request) => {
    const caller = await investor(request, 'stake');
    const fields = fieldsOf(request.body);
    const kind = fields.text('kind');
    if (kind !== 'subscription' && kind !== 'redemption') {
      throw new DomainError('invalid_field', 'kind is subscription or redemption.', { field: 'kind' });
    }
    const amount = fields.nullableText('amount');
    const product = fields.text('product');
    const idempotencyKey = idempotencyKeyOf(request);
    await requests.request({ product, investor: caller.account.id, kind, amount, idempotencyKey });
    return page(caller);
  });
  app.post<{ Params: { id: string } }>('/api/account/capital/requests/:id/cancel', async (request) => {
    const caller = await investor(request, 'stake');
    await requests.cancel({ id: request.params.id, investor: caller.account.id });
    return page(caller);
  });
}
