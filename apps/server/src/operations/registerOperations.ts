/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { type BackupInput, tournamentFigures } from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Authenticate, requireCaller } from '../accounts/authenticator.ts';
import { answerDomainErrors } from '../accounts/domainAnswers.ts';
import { cachedFor } from '../cachedFor.ts';
import { backupRoute, type BackupTaken } from './backupRoute.ts';
import { metricsOf } from './metrics.ts';

export interface OperationsInput extends BackupInput {
  readonly authenticate: Authenticate;
  /** Default: nobody is told of backups. */
  readonly onBackup?: BackupTaken;
  /** Whether a program on this machine reads /metrics without a key. Default false. */
  readonly isMetricsOpenHere?: boolean;
}

/** However many ask: the database is asked so often. */
const FIGURES = { freshMs: 2_000, usableMs: 2_000 };

/**
 * What an operator needs of a running server: `GET /metrics` for Prometheus (a key with the scope `operate`, or from this machine where
 * that is allowed), `POST /api/operator/backup`, and the id of each request as `x-request-id` in its answer. Call it before other parts
 * are registered: only what comes later is measured.
 */
export async function registerOperations(app: FastifyInstance, input: OperationsInput): Promise<void> {
  const { authenticate, db, isMetricsOpenHere = false } = input;
  const figures = cachedFor(FIGURES, () => tournamentFigures(db));
  const metrics = metricsOf(app, () => figures(null));
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  await app.register(async (scope) => {
    answerDomainErrors(scope);
    const { onBackup } = input;
    backupRoute(scope, { ...input, ...(onBackup && { onTaken: onBackup }) });
    scope.get('/metrics', async (request, reply) => {
      if (!(isMetricsOpenHere && isFromHere(request))) await requireCaller(authenticate, request, 'operate');
      return reply
        .header('cache-control', 'no-store')
        .type(metrics.contentType)
        .send(await metrics.text());
    });
  });
}

/** A proxy on this machine passes on requests of others: it says so. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return !isForwarded && /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
}
