/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import type { OwnInput } from './ownInput.ts';

const LISTED = 100;

/** `GET /api/account/jobs`: what is or was done for the account, newest first: state, reason, place in the queue, deadline. */
export function jobRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, submissions, diagnostics, jobs } = services;
  app.get('/api/account/jobs', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_submission_info');
    const slots = await accounts.listModels(account.id);
    const models = slots.map(({ model }) => model);
    const [files, runs] = await Promise.all([
      submissions.submissions(models, LISTED),
      diagnostics.diagnostics({ models, id: null }),
    ]);
    const lists = await Promise.all([
      jobs.list({ kind: 'submission', about: { field: 'id', oneOf: files.map(({ id }) => id) }, limit: LISTED }),
      jobs.list({ kind: 'diagnostics', about: { field: 'id', oneOf: runs.map(({ id }) => id) }, limit: LISTED }),
      jobs.list({ kind: 'webhook', about: { field: 'model', oneOf: models }, limit: LISTED }),
      jobs.list({ kind: 'mail', about: { field: 'account', oneOf: [account.id] }, limit: LISTED }),
    ]);
    const modelIds = new Map(slots.map(({ model, id }) => [model, id]));
    const newest = lists.flat().sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
    return {
      jobs: newest.slice(0, LISTED).map(({ payload, ...job }) => ({
        ...job,
        subject: job.kind === 'webhook' ? (modelIds.get(Number(payload['model'])) ?? null) : (payload['id'] ?? null),
      })),
    };
  });
}
