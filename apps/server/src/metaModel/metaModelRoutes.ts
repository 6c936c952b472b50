/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import {
  type MetaModelRound,
  metaModelBook,
  metaModelCsv,
  type MetaModelPage,
  metaModelPage,
  publishedHistory,
  type StakedModel,
  stakedValidation,
  type StorageReader,
} from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { cachedFor } from '../cachedFor.ts';
import type { FundAccess } from '../fund/fundAccess.ts';
import type { PublicBooks } from '../publicBooks.ts';

export interface MetaModelRoutesInput {
  readonly reader: StorageReader;
  readonly books: PublicBooks;
  readonly fund: FundAccess;
  /** By model the mean CORR of its newest diagnostics run. Default: nobody has any. */
  readonly validation?: (() => Promise<ReadonlyMap<number, number>>) | undefined;
  /** So many of the newest resolved rounds are kept out of the history download. */
  readonly delayRounds: number;
}

const FRESHNESS = { freshMs: 2_000, usableMs: 60_000 };
const UNITS = 1e18;

/** Portfolios of the meta model and its parts say as much as the fund's returns. */
const withoutFund = (round: MetaModelRound): MetaModelRound => ({
  ...round,
  fundReturn: null,
  portfolioReturn: null,
  cohorts: round.cohorts.map(({ key, models, weight, corr }) => ({ key, models, weight, corr })),
});

/** `GET /api/meta-model`, and its resolved rounds as `/api/meta-model/history.csv` and `.json`. The fund's part is for who may see the fund. */
export function metaModelRoutes(app: FastifyInstance, input: MetaModelRoutesInput): void {
  const { reader, books, fund, delayRounds } = input;
  const book = metaModelBook(reader);
  const rounds = cachedFor<null, readonly MetaModelRound[]>(FRESHNESS, () => book.rounds());
  const seen = async (withFund: boolean): Promise<readonly MetaModelRound[]> => {
    const all = await rounds(null);
    return withFund ? all : all.map(withoutFund);
  };

  async function validation() {
    const corrs = (await input.validation?.()) ?? new Map<number, number>();
    if (corrs.size === 0) return null;
    const [models, balances] = await Promise.all([books.models(), books.balances()]);
    const staked = models.map(
      ({ id, account }): StakedModel => ({
        model: id,
        account,
        stake: Number(balances.of.get(`stake:${id}`) ?? 0n) / UNITS,
      }),
    );
    return stakedValidation(staked, corrs);
  }
  const page = cachedFor(FRESHNESS, async (withFund: 'fund' | 'none'): Promise<MetaModelPage> => {
    const [found, lags, staked] = await Promise.all([seen(withFund === 'fund'), book.lags(), validation()]);
    return metaModelPage({ rounds: found, lags, validation: staked, delayRounds, showsFund: withFund === 'fund' });
  });

  app.get('/api/meta-model', async (request) => page((await fund.isSeenBy(request)) ? 'fund' : 'none'));
  app.get('/api/meta-model/history.json', async (request) => ({
    delayRounds,
    rounds: publishedHistory(await seen(await fund.isSeenBy(request)), delayRounds),
  }));
  app.get('/api/meta-model/history.csv', async (request, reply) => {
    const history = publishedHistory(await seen(await fund.isSeenBy(request)), delayRounds);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="meta-model-history.csv"')
      .send(metaModelCsv(history));
  });
}
