import type { FastifyInstance } from 'fastify';
import { answerDomainErrors } from '../accounts/domainAnswers.ts';
import { capitalRoutes } from '../fund/capitalRoutes.ts';
import { diagnosticsRoutes } from './diagnosticsRoutes.ts';
import { exportRoute } from './exportRoute.ts';
import { holdingsRoute } from './holdingsRoute.ts';
import { jobRoutes } from './jobRoutes.ts';
import { kitRoute } from './kitRoute.ts';
import { liveRoundRoutes } from './liveRoundRoutes.ts';
import { notificationRoutes } from './notificationRoutes.ts';
import type { OwnInput } from './ownInput.ts';
import { stakeRoutes } from './stakeRoutes.ts';
import { submissionRoutes } from './submissionRoutes.ts';
import { validationRoute } from './validationRoute.ts';
import { webhookRoutes } from './webhookRoutes.ts';
import { withdrawalRoutes } from './withdrawalRoutes.ts';

/** An account's own notifications, submissions, stakes, webhooks, jobs and the export of all of it, as JSON under /api/account. */
export async function registerOwnThings(app: FastifyInstance, input: OwnInput): Promise<void> {
  await app.register(async (scope) => {
    answerDomainErrors(scope);
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    notificationRoutes(scope, input);
    liveRoundRoutes(scope, input);
    submissionRoutes(scope, input);
    diagnosticsRoutes(scope, input);
    validationRoute(scope, input);
    stakeRoutes(scope, input);
    holdingsRoute(scope, input);
    withdrawalRoutes(scope, input);
    webhookRoutes(scope, input);
    jobRoutes(scope, input);
    capitalRoutes(scope, input);
    kitRoute(scope, input);
    exportRoute(scope, input);
  });
}
