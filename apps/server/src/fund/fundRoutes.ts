/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { DomainError, fundOverview, type FundOverview, productPage, type StorageReader } from '@robata/tournament';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerDomainErrors } from '../accounts/domainAnswers.ts';
import { cachedFor } from '../cachedFor.ts';
import { fundPage } from '../fundPage.ts';
import type { FundAccess } from './fundAccess.ts';

/** A fund changes once a trading day; thirteen hundred of them take some ten milliseconds to read. */
const FRESHNESS = { freshMs: 2_000, usableMs: 20_000 };

/**
 * `GET /api/fund`: all products side by side, and the portfolio that gives True Contribution; `GET /api/fund/:product`: one of them in full.
 * Where the fund is for investors, 401 to strangers and 403 to others, and nothing is kept by caches between.
 */
export async function fundRoutes(app: FastifyInstance, reader: StorageReader, access: FundAccess): Promise<void> {
  const side = cachedFor(FRESHNESS, (): Promise<FundOverview> => fundOverview(reader));
  const traded = cachedFor(FRESHNESS, () => fundPage(reader));
  const one = cachedFor(FRESHNESS, (product: string) => productPage(reader, product));
  const closed = (reply: FastifyReply): void => void reply.header('cache-control', 'private, no-cache');

  await app.register(async (scope) => {
    answerDomainErrors(scope);
    scope.get('/api/fund', async (request, reply) => {
      await access.require(request);
      closed(reply);
      const [page, overview] = await Promise.all([traded(null), side(null)]);
      return { ...page, ...overview };
    });
    scope.get<{ Params: { product: string } }>('/api/fund/:product', async (request, reply) => {
      await access.require(request);
      closed(reply);
      const { product } = request.params;
      const page = await one(product);
      if (page !== null) return page;
      throw new DomainError('product_not_found', `There is no product '${product.slice(0, 60)}'.`, {
        remedy: 'The page of the fund lists them.',
      });
    });
  });
}
