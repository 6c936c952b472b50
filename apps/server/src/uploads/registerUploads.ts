import type { IncomingMessage } from 'node:http';
import { DomainError, type SubmissionService, type UploadService } from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerAddressErrors } from '../datasets/addressErrors.ts';
import { sendFile } from '../datasets/sendFile.ts';

export interface UploadRoutes {
  readonly uploads: UploadService;
  readonly submissions: SubmissionService;
  readonly pace?: Partial<Pace>;
}

/** How slowly a body may come: clients wait 600 s for all of it, and who trickles is not waited for as long. */
export interface Pace {
  /** Default 30 s. */
  readonly windowMs: number;
  /** What has to come in each window but the last. Default 32 KiB: of a live file some tenth. */
  readonly leastBytes: number;
  /** For the whole body. Default 600 s. */
  readonly totalMs: number;
}

const PACE: Pace = { windowMs: 30_000, leastBytes: 32 * 1024, totalMs: 600_000 };

/** More than any body may have; the upload's own limit says so in its words. */
const BODY_LIMIT_BYTES = 2 ** 40;
const LONGEST_COMPUTE_ID = 100;

/**
 * Routes: `PUT /uploads/:filename?token=…` takes the bytes of the address that `uploadAuth` gave, of any content type, and answers 200;
 * `GET /submissions/:id/:name?token=…` gives the bytes of the address that `downloadAuth` gave.
 */
export function registerUploads(app: FastifyInstance, { uploads, submissions, ...given }: UploadRoutes): void {
  const pace = { ...PACE, ...given.pace };
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
          body: bodyOf(request.raw, pace),
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

/** The bytes as they come; ends with DomainError where the client goes away or is too slow. What we take to store them is not its time. */
async function* bodyOf(raw: IncomingMessage, { windowMs, leastBytes, totalMs }: Pace): AsyncGenerator<Uint8Array> {
  const tooSlow = new DomainError(
    'upload_timeout',
    `The upload came too slowly: less than ${leastBytes} bytes in ${windowMs / 1000} s, or longer than ${totalMs / 1000} s.`,
    { remedy: 'Upload it again, over a better connection or as Parquet.' },
  );
  const giveUp = (): void => void raw.destroy(tooSlow);
  const total = setTimeout(giveUp, totalMs);
  let bytes = 0;
  let left = windowMs;
  let since = 0;
  let window: NodeJS.Timeout | undefined;
  let looking: NodeJS.Immediate | undefined;
  const wait = (): void => {
    since = performance.now();
    window = setTimeout(() => (looking = setImmediate(look)), left);
  };
  // Not before what came while this process stood still has been read.
  const look = (): void => {
    if (bytes < leastBytes) return giveUp();
    bytes = 0;
    left = windowMs;
    wait();
  };
  const pause = (): void => {
    clearTimeout(window);
    clearImmediate(looking);
  };
  wait();
  try {
    for await (const chunk of raw) {
      pause();
      left -= performance.now() - since;
      bytes += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
      wait();
    }
  } catch (error) {
    if (error === tooSlow) throw error;
    throw new DomainError('upload_truncated', 'The connection ended before the file did.', {
      remedy: 'Upload it again.',
      cause: error,
    });
  } finally {
    pause();
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
