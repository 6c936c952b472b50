/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { OwnDiagnostics } from '@robata/client';
import { type DiagnosticsRun, DomainError, fieldsOf, type ModelSlot } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import { textIn } from './readQuery.ts';
import type { OwnInput } from './ownInput.ts';

/**
 * `POST /api/account/uploads { modelId, filename, kind: submission | diagnostics }` gives the address to PUT a file to;
 * `POST /api/account/diagnostics { modelId, filename }` begins a run over an uploaded one; `GET …?modelId` and `GET …/:id` show runs.
 */
export function diagnosticsRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, uploads, diagnostics } = services;

  app.post('/api/account/uploads', async (request, reply) => {
    const { account } = await requireCaller(authenticate, request, 'upload_submission');
    const fields = fieldsOf(request.body);
    const slot = await accounts.requireModel(account.id, fields.text('modelId'));
    const kind = fields.text('kind');
    if (kind !== 'submission' && kind !== 'diagnostics') {
      throw new DomainError('invalid_field', 'A file is for a submission or for diagnostics.', { field: 'kind' });
    }
    const address = uploads.uploadAuth({
      account: account.id,
      model: slot.model,
      filename: fields.text('filename'),
      kind: kind === 'diagnostics' ? kind : slot.tournament,
    });
    return reply.code(201).send(address);
  });
  app.post('/api/account/diagnostics', async (request, reply) => {
    const { account } = await requireCaller(authenticate, request, 'upload_submission');
    const fields = fieldsOf(request.body);
    const slot = await accounts.requireModel(account.id, fields.text('modelId'));
    const { model, tournament } = slot;
    const run = await diagnostics.create({ account: account.id, model, tournament, filename: fields.text('filename') });
    return reply.code(201).send(shownRun(run, [slot]));
  });
  app.get('/api/account/diagnostics', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_submission_info');
    const modelId = textIn(request, 'modelId');
    const slots =
      modelId === undefined
        ? await accounts.listModels(account.id)
        : [await accounts.requireModel(account.id, modelId)];
    const runs = await diagnostics.diagnostics({ models: slots.map(({ model }) => model) });
    return { diagnostics: runs.map((run) => shownRun(run, slots)) };
  });
  app.get<{ Params: { id: string } }>('/api/account/diagnostics/:id', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_submission_info');
    const slots = await accounts.listModels(account.id);
    const [run] = await diagnostics.diagnostics({ models: slots.map(({ model }) => model), id: request.params.id });
    if (run !== undefined) return shownRun(run, slots);
    throw new DomainError('diagnostics_not_found', 'The account has no such diagnostics run.', { field: 'id' });
  });
}

const shownRun = ({ account: _own, model, ...run }: DiagnosticsRun, slots: readonly ModelSlot[]): OwnDiagnostics => ({
  ...run,
  modelId: slots.find((slot) => slot.model === model)?.id ?? null,
});
