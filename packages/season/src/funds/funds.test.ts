import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createGeneratedMarket } from '@robata/market';
import {
  fundProducts,
  fundState,
  memoryBlobs,
  memoryStorage,
  robata1,
  scoringService,
  verifyFunds,
} from '@robata/tournament';
import { recordedMarket } from '../marketSource.ts';
import { playSeason } from '../playSeason.ts';
import { type SmallSeason, smallSeason } from '../testing/smallSeason.ts';
import { fiveProducts, type FundProgramme } from './fundProgramme.ts';

const settings = { models: 5, seed: 5 };
const PRODUCTS = ['market_neutral', 'higher_risk', 'long_only', 'portable_alpha', 'managed_account'];

describe('the products of a season', () => {
  let past: SmallSeason;
  before(async () => {
    past = await smallSeason({ ...settings, funds: fiveProducts, rounds: 7 });
  });

  it('are five from one meta model, each closed on every trading day of the fund', async () => {
    const { storage, report } = past;
    assert.deepEqual(
      (await fundProducts(storage)).map(({ product }) => product),
      PRODUCTS,
    );
    const days = (await storage.fundDays()).map(({ day }) => day);
    for (const product of PRODUCTS) {
      assert.deepEqual(
        (await storage.fundCloses(product)).map(({ day }) => day),
        days,
      );
      const state = await fundState(storage, product);
      assert.ok((state?.rebalances.solved ?? 0) + (state?.rebalances.relaxed ?? 0) >= 6, product);
      assert.equal(state?.rebalances.refused, 0);
    }
    assert.ok(
      report.products.every(({ worstGap, costs, fees }) => worstGap === '0' && Number(costs) < 0 && Number(fees) <= 0),
    );
    assert.equal(new Set(report.products.map(({ nav }) => nav)).size, 5, 'no two are the same');
  });

  it('give every NAV again from their events alone', async () => {
    const reports = await verifyFunds(past.storage);
    for (const { faults, days, events } of reports) {
      assert.deepEqual(faults, []);
      assert.ok(days > 40 && events > 4 * days);
    }
  });

  it('trade, for market neutral, the portfolio that gives True Contribution', async () => {
    const state = await fundState(past.storage, 'market_neutral');
    const round = await past.storage.round(7);
    const [report, optimizer] = [state?.report, round?.optimizer];
    assert.ok(report != null && optimizer != null);
    assert.equal(report.objective, optimizer.objective);
    assert.equal(report.iterations, optimizer.iterations);
    const gross = report.limits.find(({ name }) => name === 'gross');
    assert.ok(Math.abs((gross?.value ?? 0) - optimizer.gross) < 1e-12);
  });

  it('explain their returns to the last', async () => {
    for (const product of PRODUCTS) {
      const state = await fundState(past.storage, product);
      const last = (await past.storage.fundCloses(product)).at(-1);
      assert.ok(state !== null && last !== undefined);
      const { totalReturn, lines } = state.attribution;
      assert.ok(Math.abs(totalReturn - (last.figures.index - 1)) < 1e-12);
      assert.ok(Math.abs(lines.reduce((sum, { contribution }) => sum + contribution, 0) - totalReturn) < 1e-12);
      const unexplained = lines.find(({ group }) => group === 'unexplained')?.contribution ?? 0;
      assert.ok(Math.abs(unexplained) < 2e-4, `${product}: ${unexplained}`);
    }
  });

  it('are the same to the bit where the season is lived day by day', async () => {
    const lastDay = (await past.storage.fundDays()).at(-1)?.day as string;
    const storage = memoryStorage();
    const isOver = async (): Promise<boolean> => ((await storage.fundDays()).at(-1)?.day ?? '') < lastDay;
    await smallSeason({ ...settings, funds: fiveProducts, rounds: 3, storage, input: { nextDay: isOver } });
    // Live, an eighth round is closed, and traded, where the season of the past ended.
    const until = (await storage.round(8))?.eraDay as string;
    for (const product of PRODUCTS) {
      const lived = (await storage.fundCloses(product)).filter(({ day }) => day <= until);
      const played = (await past.storage.fundCloses(product)).filter(({ day }) => day <= until);
      assert.ok(lived.length > 30);
      assert.deepEqual(lived, played);
      assert.deepEqual(
        await storage.fundLog(product, 1, lived.length),
        await past.storage.fundLog(product, 1, lived.length),
      );
    }
  });

  it('change nothing of scores, payouts and the portfolio that gives True Contribution', async () => {
    const about = { title: '', description: '', notices: [] };
    const config = { ...robata1, universeSize: 120, contribution: { ...robata1.contribution, draws: 4 } };
    const market = createGeneratedMarket({ seed: 3, securities: 150, startDate: '2020-01-02' });
    market.advance(250);
    const played = async (funds: FundProgramme | null) => {
      const storage = memoryStorage();
      const { digest } = await playSeason({
        source: recordedMarket(market.panel, about, []),
        settings: { config, seed: 3, models: 4, from: null, to: null, rounds: 2, funds },
        storage,
        blobs: memoryBlobs(),
        scoring: scoringService(1, config.contribution),
      });
      return { digest, days: await storage.fundDays(), closes: await storage.fundCloses('market_neutral') };
    };
    const [without, all] = [await played(null), await played(fiveProducts)];
    assert.equal(without.digest, all.digest);
    assert.deepEqual(without.days, all.days);
    assert.deepEqual([without.closes.length, all.closes.length], [0, all.days.length]);
  });

  it('do not verify where a stored day was changed', async () => {
    const { storage } = past;
    const [product] = PRODUCTS as [string];
    const log = await storage.fundLog(product, 1, 1_000);
    const closes = await storage.fundCloses(product);
    const tampered = closes.map((close, i) =>
      i === 20
        ? {
            ...close,
            figures: {
              ...close.figures,
              navAfter: close.figures.navAfter.replace(/\d$/, (d) => String((Number(d) + 1) % 10)),
            },
          }
        : close,
    );
    const other = memoryStorage();
    await other.transaction((writer) =>
      writer.addFundCloses(tampered.map((close, i) => ({ ...close, events: log[i]?.events ?? '' }))),
    );
    await other.transaction(async (writer) =>
      writer.putDocument('fund/products', await storage.document('fund/products')),
    );
    const [report] = await verifyFunds(other);
    assert.equal(report?.faults[0]?.day, closes[20]?.day);
    assert.notEqual(report?.worstGap, '0');
  });
});
