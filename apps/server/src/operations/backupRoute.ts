/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { Readable } from 'node:stream';
import { backup, type BackupInput, DomainError } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { type Authenticate, requireCaller } from '../accounts/authenticator.ts';

/** `POST /api/operator/backup`: the bytes of a backup, taken now. Needs the scope `operate`; one at a time. */
export function backupRoute(app: FastifyInstance, input: BackupInput & { readonly authenticate: Authenticate }): void {
  let isBusy = false;
  app.post('/api/operator/backup', async (request, reply) => {
    await requireCaller(input.authenticate, request, 'operate');
    if (isBusy) {
      throw new DomainError('backup_taken', 'A backup is being taken already.', { remedy: 'Wait until it is done.' });
    }
    isBusy = true;
    const bytes = Readable.from(backup(input));
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
