import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createGeneratedMarket, eraDays, type MarketPanel } from '@robata/market';
import { scoringService, memoryBlobs, memoryStorage, robata1, type Storage } from '@robata/tournament';
import { recordedMarket } from './marketSource.ts';
import { playSeason } from './playSeason.ts';

const DAYS = 328;
const config = { ...robata1, universeSize: 120, contribution: { ...robata1.contribution, draws: 4 } };
const market = createGeneratedMarket({ seed: 8, securities: 150, startDate: '2020-01-02' });
market.advance(DAYS);
const { panel } = market;
/** The last day on which both markets are the same: the one after an era's, whose round closes before the next begins. */
const CUT = (eraDays(panel.days, 'weekly').find((day) => day >= 305) as number) + 1;

/** The market with other prices, volumes and share counts after the cut. */
function otherFuture(): MarketPanel {
  const other = (values: Float64Array, scale: number) =>
    values.map((value, cell) =>
      cell % panel.stride <= CUT ? value : value * (1 + (scale * ((cell * 7919) % 101)) / 101),
    );
  return {
    ...panel,
    close: other(panel.close, 0.2),
    volume: panel.volume && other(panel.volume, 3),
    shares: panel.shares && other(panel.shares, 0.5),
  };
}

/** All that is stored of the days up to the cut. */
async function past(of: MarketPanel, models: number) {
  const storage: Storage = memoryStorage();
  const scoring = scoringService(1, config.contribution);
  const about = { title: '', description: '', notices: [] };
  await playSeason({
    source: recordedMarket(of, about, []),
    settings: { config, seed: 8, models, from: null, to: null, rounds: null },
    storage,
    blobs: memoryBlobs(),
    scoring,
  });
  const lastDay = panel.days[CUT] as string;
  const dayOf = new Map(panel.days.map((day, index) => [day, index]));
  const rounds = (await storage.rounds()).filter(({ eraDay }) => eraDay <= lastDay);
  const eraDays = new Map(rounds.map(({ number, eraDay }) => [number, dayOf.get(eraDay) as number]));
  const scoredOn = ({ round, day }: { round: number; day: number }) =>
    (eraDays.get(round) ?? DAYS) + config.lagDays + day;
  return {
    commitments: rounds.map(({ commitment }) => commitment),
    entries: (await storage.entries({})).filter(({ round }) => eraDays.has(round)),
    scores: (await storage.scores({})).filter((row) => scoredOn(row) <= CUT),
    fund: (await storage.fundDays()).filter(({ day }) => day <= lastDay),
  };
}

it('knows nothing of the days to come: with another future every submission, portfolio, score and trade of the past is the same', async () => {
  // The first ten are the honest ones.
  const [one, other] = [await past(panel, 10), await past(otherFuture(), 10)];
  assert.ok(one.commitments.length >= 5 && one.scores.length > 300 && one.fund.length > 20);
  assert.deepEqual(other, one);
});

it('tells the future to the planted participant alone', async () => {
  const [one, other] = [await past(panel, 11), await past(otherFuture(), 11)];
  const submissions = ({ entries }: typeof one, model: number) =>
    entries.filter((entry) => entry.model === model).map(({ submissionHash }) => submissionHash);
  for (let honest = 1; honest <= 10; honest++) assert.deepEqual(submissions(other, honest), submissions(one, honest));
  assert.notDeepEqual(submissions(other, 11), submissions(one, 11));
});
