/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { OwnSubmission } from '@robata/client';
import { DomainError, fieldsOf, type ModelSlot, reportCsv, type Submission } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { requireCaller } from '../accounts/authenticator.ts';
import { textIn, wholeNumberIn } from './readQuery.ts';
import type { OwnInput } from './ownInput.ts';

const LISTED = 100;
const LISTED_MAX = 1_000;
const MOST_DATA_VERSION = 10_000;

/**
 * `GET /api/account/submissions?modelId&limit` with states, reasons and notes, `GET …/:id`, `GET …/:id/file` (the address of its bytes),
 * `GET …/:id/rows` (the answer to each row of a Signals file that does not count; `?format=csv`),
 * `PUT …/:id/note { note }`, and
 * `POST /api/account/submissions { modelId, filename, queue?, dataVersion? }` of an uploaded file; `queue: "next"` keeps it for the next round.
 */
export function submissionRoutes(app: FastifyInstance, { services, authenticate }: OwnInput): void {
  const { accounts, submissions } = services;
  const slotsOf = async (account: string, modelId: string | undefined): Promise<readonly ModelSlot[]> =>
    modelId === undefined ? accounts.listModels(account) : [await accounts.requireModel(account, modelId)];
  const own = async (account: string, id: string) => {
    const submission = await submissions.submission(id);
    if (submission !== null && submission.account === account) {
      return shownSubmission(submission, await accounts.listModels(account));
    }
    throw new DomainError('submission_not_found', 'The account has no such submission.', { field: 'id' });
  };

  app.get('/api/account/submissions', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_submission_info');
    const slots = await slotsOf(account.id, textIn(request, 'modelId'));
    const limit = wholeNumberIn(request, 'limit', LISTED_MAX) ?? LISTED;
    const found = await submissions.submissions(
      slots.map(({ model }) => model),
      limit,
    );
    return { submissions: found.map((submission) => shownSubmission(submission, slots)) };
  });
  app.get<{ Params: { id: string } }>('/api/account/submissions/:id', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_submission_info');
    return own(account.id, request.params.id);
  });
  app.get<{ Params: { id: string } }>('/api/account/submissions/:id/file', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_submission_info');
    await own(account.id, request.params.id);
    return submissions.downloadAuth({ account: account.id, id: request.params.id });
  });
  app.get<{ Params: { id: string } }>('/api/account/submissions/:id/rows', async (request, reply) => {
    const { account } = await requireCaller(authenticate, request, 'read_submission_info');
    const { id } = request.params;
    await own(account.id, id);
    const submission = await submissions.submission(id);
    const report = submission === null ? null : await submissions.rowsOf(submission);
    if (report === null) {
      throw new DomainError('no_rows', 'This submission has no answer to its rows; Signals files have.', {
        field: 'id',
      });
    }
    if (textIn(request, 'format') !== 'csv') return report;
    reply.header('content-disposition', `attachment; filename="rows-${id}.csv"`);
    return reply.type('text/csv; charset=utf-8').send(reportCsv(report));
  });
  app.put<{ Params: { id: string } }>('/api/account/submissions/:id/note', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'upload_submission');
    const { id } = request.params;
    await own(account.id, id);
    await submissions.setNote({ account: account.id, id, note: fieldsOf(request.body).text('note') });
    return own(account.id, id);
  });
  app.post('/api/account/submissions', async (request, reply) => {
    const { account } = await requireCaller(authenticate, request, 'upload_submission');
    const fields = fieldsOf(request.body);
    const slot = await accounts.requireModel(account.id, fields.text('modelId'));
    const [queue, note] = [fields.optionalText('queue'), fields.optionalText('note')];
    const dataVersion = fields.optionalCount('dataVersion');
    if (dataVersion !== undefined && !(dataVersion >= 1 && dataVersion <= MOST_DATA_VERSION)) {
      throw new DomainError(
        'invalid_field',
        `The version of the data is a whole number from 1 to ${MOST_DATA_VERSION}.`,
        {
          field: 'dataVersion',
        },
      );
    }
    if (queue !== undefined && queue !== 'next') {
      throw new DomainError('invalid_field', 'A file is queued for the next round only.', { field: 'queue' });
    }
    const submission = await submissions.create({
      account: account.id,
      model: slot.model,
      tournament: slot.tournament,
      filename: fields.text('filename'),
      source: fields.optionalText('source') ?? null,
      triggerId: fields.optionalText('triggerId') ?? null,
      ...(note === undefined ? {} : { note }),
      ...(dataVersion === undefined ? {} : { version: dataVersion }),
      ...(queue === undefined ? {} : { queue }),
    });
    return reply.code(201).send(shownSubmission(submission, [slot]));
  });
}

/** A submission as its account sees it: the model by its public id. */
export const shownSubmission = (
  { account: _own, model, ...submission }: Submission,
  slots: readonly ModelSlot[],
): OwnSubmission => {
  const slot = slots.find((candidate) => candidate.model === model);
  return { ...submission, modelId: slot?.id ?? null, modelName: slot?.name ?? null };
};
