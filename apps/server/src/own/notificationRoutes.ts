/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { DomainError, fieldsOf } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import { wholeNumberIn } from './readQuery.ts';
import type { OwnInput } from './ownInput.ts';

const PAGE_MAX = 200;

/** `GET /api/account/notifications?before&limit`, `POST …/read { upTo }`, and what is mailed: `GET` and `PUT …/mail { kind, wanted }`. */
export function notificationRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { notifications, mail } = services;
  const mailOf = async (account: string) => ({ choices: await mail.choices(account), last: await mail.last(account) });

  app.get('/api/account/notifications', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    const [before, limit] = [wholeNumberIn(request, 'before'), wholeNumberIn(request, 'limit', PAGE_MAX)];
    const page = { ...(before === undefined ? {} : { before }), ...(limit === undefined ? {} : { limit }) };
    const [list, unread] = await Promise.all([notifications.list(account.id, page), notifications.unread(account.id)]);
    return { unread, notifications: list.map(({ account: _own, ...notification }) => notification) };
  });
  app.post('/api/account/notifications/read', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    const upTo = fieldsOf(request.body).optionalCount('upTo');
    if (upTo === undefined) throw new DomainError('missing_field', 'upTo is missing.', { field: 'upTo' });
    await notifications.read(account.id, Math.min(upTo, 2 ** 31 - 1));
    return { unread: await notifications.unread(account.id) };
  });
  app.get('/api/account/notifications/mail', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    return mailOf(account.id);
  });
  app.put('/api/account/notifications/mail', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    const fields = fieldsOf(request.body);
    await mail.choose(account.id, fields.text('kind'), fields.optionalFlag('wanted'));
    return mailOf(account.id);
  });
}
