/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { Readable } from 'node:stream';
import { backup, type BackupInput, DomainError } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { type Authenticate, requireCaller } from '../accounts/authenticator.ts';

/** Told of a backup whose last byte was read: by whom it was taken and how long it is. */
export type BackupTaken = (operator: string, bytes: number) => Promise<void>;

/** `POST /api/operator/backup`: the bytes of a backup, taken now. Needs the scope `operate`; one at a time. */
export function backupRoute(
  app: FastifyInstance,
  input: BackupInput & { readonly authenticate: Authenticate; readonly onTaken?: BackupTaken },
): void {
  let isBusy = false;
  app.post('/api/operator/backup', async (request, reply) => {
    const { account } = await requireCaller(input.authenticate, request, 'operate');
    if (isBusy) {
      throw new DomainError('backup_taken', 'A backup is being taken already.', { remedy: 'Wait until it is done.' });
    }
    isBusy = true;
    const bytes = Readable.from(countedTo((total) => input.onTaken?.(account.username, total), backup(input)));
    bytes.once('close', () => {
      isBusy = false;
    });
    return reply
      .type('application/gzip')
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="robata-backup.tgz"')
      .send(bytes);
  });
}

/** The same chunks; when all were taken their length is told. */
async function* countedTo(tell: (bytes: number) => unknown, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    yield chunk;
  }
  await tell(total);
}
