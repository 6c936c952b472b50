/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { OwnWithdrawal } from '@robata/client';
import { amountText, fieldsOf, type Withdrawal } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import { idempotencyKeyOf } from './idempotencyKey.ts';
import type { OwnInput } from './ownInput.ts';

/**
 * `GET /api/account/withdrawals`: what was asked for, newest first, with its state; `POST` with `{ amount }` asks: the money leaves the
 * wallet now, and goes out when the operator has sent it (`POST …/preview` tells what would be left); `POST …/:request/cancel` while it waits. An `Idempotency-Key` makes a repetition
 * the first one. `GET /api/account/statement.csv`: everything that ever happened to the account, to compute again in a spreadsheet.
 */
export function withdrawalRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { stakes } = services;

  app.get('/api/account/withdrawals', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    return { withdrawals: (await stakes.withdrawals({ account: account.id })).map(shownWithdrawal) };
  });
  app.post('/api/account/withdrawals', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'stake');
    const amount = fieldsOf(request.body).text('amount');
    const idempotencyKey = idempotencyKeyOf(request);
    return shownWithdrawal(await stakes.requestWithdrawal({ account: account.id, amount, idempotencyKey }));
  });
  app.post('/api/account/withdrawals/preview', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    const rehearsal = stakes.rehearsal();
    const asked = await rehearsal.requestWithdrawal({
      account: account.id,
      amount: fieldsOf(request.body).text('amount'),
    });
    return { amount: amountText(asked.amount), available: amountText(await rehearsal.available(account.id)) };
  });
  app.post<{ Params: { request: string } }>('/api/account/withdrawals/:request/cancel', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'stake');
    const asked = { account: account.id, request: request.params.request, idempotencyKey: idempotencyKeyOf(request) };
    return shownWithdrawal(await stakes.cancelWithdrawal(asked));
  });
  app.get('/api/account/statement.csv', async (request, reply) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="statement-${account.username}.csv"`)
      .send(await stakes.accountStatement(account.id));
  });
}

export const shownWithdrawal = (withdrawal: Withdrawal): OwnWithdrawal => {
  const { request: id, amount, state, requestedAt, finishedAt, reference, reason } = withdrawal;
  return { id, amount: amountText(amount), state, requestedAt, finishedAt, reference, reason };
};
