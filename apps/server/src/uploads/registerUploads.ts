import type { IncomingMessage } from 'node:http';
import { DomainError, type SubmissionService, type UploadService } from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerAddressErrors } from '../datasets/addressErrors.ts';
import { sendFile } from '../datasets/sendFile.ts';

export interface UploadRoutes {
  readonly uploads: UploadService;
  readonly submissions: SubmissionService;
  /** A body that stands still for so long, or takes so long in all, is given up. Default: 30 s and 600 s, which is what clients wait. */
  readonly idleMs?: number;
  readonly totalMs?: number;
}

/** More than any body may have; the upload's own limit says so in its words. */
const BODY_LIMIT_BYTES = 2 ** 40;
const LONGEST_COMPUTE_ID = 100;

/**
 * Routes: `PUT /uploads/:filename?token=…` takes the bytes of the address that `uploadAuth` gave, of any content type, and answers 200;
 * `GET /submissions/:id/:name?token=…` gives the bytes of the address that `downloadAuth` gave.
 */
export function registerUploads(app: FastifyInstance, { uploads, submissions, ...limits }: UploadRoutes): void {
  const { idleMs = 30_000, totalMs = 600_000 } = limits;
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
          body: bodyOf(request.raw, idleMs, totalMs),
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

/** The bytes as they come; ends with DomainError where the client goes away or is too slow. */
async function* bodyOf(raw: IncomingMessage, idleMs: number, totalMs: number): AsyncGenerator<Uint8Array> {
  const tooSlow = new DomainError('upload_timeout', 'The upload stood still or took too long.', {
    remedy: 'Upload it again.',
  });
  const giveUp = (): void => void raw.destroy(tooSlow);
  const total = setTimeout(giveUp, totalMs);
  let idle = setTimeout(giveUp, idleMs);
  try {
    for await (const chunk of raw) {
      clearTimeout(idle);
      yield chunk as Uint8Array;
      idle = setTimeout(giveUp, idleMs);
    }
  } catch (error) {
    if (error === tooSlow) throw error;
    throw new DomainError('upload_truncated', 'The connection ended before the file did.', {
      remedy: 'Upload it again.',
      cause: error,
    });
  } finally {
    clearTimeout(idle);
    clearTimeout(total);
  }
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
