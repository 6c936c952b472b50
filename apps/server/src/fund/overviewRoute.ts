/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { Overview } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import type { FundAccess } from './fundAccess.ts';

/** `GET /api/overview`: the first page; without the fund for those who may not see it. */
export function overviewRoute(app: FastifyInstance, summary: () => Promise<Overview>, access: FundAccess): void {
  app.get('/api/overview', async (request): Promise<Overview> => {
    const page = await summary();
    return (await access.isSeenBy(request)) ? page : { ...page, fund: null, fundDays: [], isFundHidden: true };
  });
}
