/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { FastifyInstance } from 'fastify';
import { capitalPage, fundRequests } from '@robata/tournament';
import { requireCaller } from '../accounts/authenticator.ts';
import type { OwnInput } from './ownInput.ts';
import { ownStake } from './ownStake.ts';
import { shownMovement, shownWallet } from './stakeRoutes.ts';
import { shownSubmission } from './submissionRoutes.ts';
import { shownWithdrawal } from './withdrawalRoutes.ts';

const SUBMISSIONS_MAX = 10_000;
const NOTIFICATIONS_PAGE = 200;
const NOTIFICATIONS_MAX = 1_000;

/** `GET /api/account/export`: everything that is kept of the account, as one JSON file. Secrets are not in it: of keys the public part. */
export function exportRoute(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, submissions, diagnostics, stakes, notifications, mail, webhooks, place, now } = services;
  const allNotifications = async (account: string) => {
    const all = await notifications.list(account, { limit: NOTIFICATIONS_PAGE });
    while (all.length > 0 && all.length % NOTIFICATIONS_PAGE === 0 && all.length < NOTIFICATIONS_MAX) {
      const next = await notifications.list(account, { limit: NOTIFICATIONS_PAGE, before: all.at(-1)?.id ?? 0 });
      if (next.length === 0) break;
      all.push(...next);
    }
    return all;
  };

  app.get('/api/account/export', async (request, reply) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    await requireCaller(authenticate, request, 'read_submission_info');
    const slots = await accounts.listModels(account.id);
    const models = [];
    for (const slot of slots) {
      const hook = await webhooks.get(slot.model);
      models.push({
        ...slot,
        stake: await ownStake(place.storage, slots, await stakes.figures(slot.model)),
        statement: (await stakes.statement(slot.model)).map(shownMovement),
        webhook: hook === null ? null : { url: hook.url },
        webhookCalls: await webhooks.calls(slot.model, 200),
        diagnostics: await diagnostics.diagnostics({ models: [slot.model], id: null }),
      });
    }
    const sent = await submissions.submissions(
      slots.map(({ model }) => model),
      SUBMISSIONS_MAX,
    );
    const { id, username, email, role, status, insertedAt } = account;
    return reply.header('content-disposition', `attachment; filename="robata-${username}.json"`).send({
      exportedAt: `${now().toISOString().slice(0, 19)}Z`,
      account: { id, username, email, role, status, insertedAt },
      keys: await accounts.listKeys(account.id),
      wallet: await shownWallet(stakes, account.id),
      withdrawals: (await stakes.withdrawals({ account: account.id })).map(shownWithdrawal),
      models,
      capital: await capitalPage(place.storage, id, await fundRequests(place.storage, now).list({ investor: id })),
      submissions: sent.map((submission) => shownSubmission(submission, slots)),
      notifications: await allNotifications(account.id),
      mail: { choices: await mail.choices(account.id), last: await mail.last(account.id) },
    });
  });
}
