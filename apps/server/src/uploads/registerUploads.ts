import type { SubmissionService, UploadService } from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerAddressErrors } from '../datasets/addressErrors.ts';
import { sendFile } from '../datasets/sendFile.ts';
import { type Pace, pacedBody } from './pacedBody.ts';

export interface UploadRoutes {
  readonly uploads: UploadService;
  readonly submissions: SubmissionService;
  readonly pace?: Partial<Pace>;
}

/** More than any body may have; the upload's own limit says so in its words. */
const BODY_LIMIT_BYTES = 2 ** 40;
const LONGEST_COMPUTE_ID = 100;

/**
 * Routes: `PUT /uploads/:filename?token=…` takes the bytes of the address that `uploadAuth` gave, of any content type, and answers 200;
 * `GET /submissions/:id/:name?token=…` gives the bytes of the address that `downloadAuth` gave.
 */
export function registerUploads(app: FastifyInstance, { uploads, submissions, pace }: UploadRoutes): void {
  void app.register(async (scope) => {
    scope.setErrorHandler(answerAddressErrors);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));

    scope.put<{ Params: { filename: string }; Querystring: { token?: string } }>(
      '/uploads/:filename',
      { bodyLimit: BODY_LIMIT_BYTES },
      async (request, reply) => {
        // Whatever is left of a body that is refused is not read: the connection ends with the answer.
        void reply.header('connection', 'close');
        const { filename } = request.params;
        const stored = await uploads.receive(filename, `${request.query.token ?? ''}`, {
          body: pacedBody(request.raw, pace),
          contentLength: contentLengthOf(request),
          computeId: computeIdOf(request),
        });
        void reply.removeHeader('connection');
        return reply.code(200).send({ filename, bytes: stored.bytes, sha256: stored.sha256 });
      },
    );

    scope.get<{ Params: { id: string; name: string }; Querystring: { token?: string } }>(
      '/submissions/:id/:name',
      async (request, reply) => {
        const { id } = request.params;
        const { handle, name } = await submissions.openDownload(id, `${request.query.token ?? ''}`);
        return sendFile(request, reply, { handle, name, etag: `"${id}"` });
      },
    );
  });
}

function contentLengthOf({ headers }: FastifyRequest): number | null {
  const length = headers['content-length'];
  return length === undefined ? null : Number(length);
}

/** Both spellings: the clients' has underscores, which some proxies drop. */
function computeIdOf({ headers }: FastifyRequest): string | null {
  const given = headers['x_compute_id'] ?? headers['x-compute-id'];
  return typeof given === 'string' && given !== '' ? given.slice(0, LONGEST_COMPUTE_ID) : null;
}
