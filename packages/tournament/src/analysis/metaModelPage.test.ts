import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fundReturn } from './fundReturn.ts';
import { metaModelCsv, publishedHistory } from './metaModelHistory.ts';
import { metaModelPage, type MetaModelRound } from './metaModelPage.ts';
import { stakedValidation } from './stakedValidation.ts';

const round = (number: number, change: Partial<MetaModelRound>): MetaModelRound => ({
  round: number,
  era: '0001',
  eraDay: '2026-01-02',
  state: 'resolved',
  day: 20,
  corr: null,
  quantiles: null,
  percentile: null,
  fundReturn: null,
  made: null,
  cohorts: [],
  portfolioReturn: null,
  ...change,
});
const top = (corr: number) => [{ key: 'top10', models: 10, weight: 0.5, corr }];
const ROUNDS = [
  round(1, { corr: 0.01, fundReturn: 0.02, cohorts: top(0.02) }),
  round(2, { corr: 0.03, fundReturn: -0.01, cohorts: top(0.02) }),
  round(3, { corr: 0.02 }),
  round(4, { corr: 0.9, state: 'scoring', cohorts: top(0.5) }),
];

it('takes means over the resolved rounds, and again over those in which the fund lost', () => {
  const given = { rounds: ROUNDS, lags: 0, validation: null, delayRounds: 0 };
  const page = metaModelPage({ ...given, showsFund: true });
  assert.equal(page.corr.rounds, 3);
  assert.ok(Math.abs((page.corr.mean as number) - 0.02) < 1e-12);
  assert.ok(Math.abs((page.corr.standardError as number) - Math.sqrt(2 / 3) * 0.01 * Math.sqrt(1 / 3)) < 1e-12);
  assert.ok(Math.abs((page.corr.sharpe as number) - 2 / Math.sqrt(2 / 3)) < 1e-9);
  assert.deepEqual(page.losses, { rounds: 1, of: 2 });
  assert.deepEqual(
    page.cumulative.map(({ round: number }) => number),
    [1, 2, 3],
  );
  assert.ok(Math.abs((page.cumulative.at(-1)?.sum as number) - 0.06) < 1e-12);
  assert.equal(page.cumulative.at(-1)?.standardError, 3 * (page.corr.standardError as number));
  assert.equal(page.aboveMedian, null);
  const [all, largest] = page.cohorts;
  assert.deepEqual([all?.key, largest?.key], ['all', 'top10']);
  assert.deepEqual(largest?.corr, { rounds: 2, mean: 0.02, standardError: 0 });
  assert.ok(Math.abs(largest?.lead.mean as number) < 1e-12);
  assert.ok(Math.abs((largest?.leadInLosses.mean as number) + 0.01) < 1e-12);
  assert.deepEqual(largest?.leadInLosses.standardError, null, 'one round says nothing about its error');
  assert.equal(metaModelPage({ ...given, showsFund: false }).losses, null);
});

it('puts the rounds in which the fund lost the most beside what other combinations would have earned', () => {
  const lost = (number: number, fundReturn: number, own: number | null, other?: number) =>
    round(number, {
      fundReturn,
      portfolioReturn: own,
      cohorts: [
        { key: 'equal', models: 3, weight: 1, corr: 0, ...(other !== undefined && { portfolioReturn: other }) },
      ],
    });
  const rounds = [
    lost(1, -0.01, -0.012, 0.004),
    lost(2, 0.03, 0.02, 0.01),
    lost(3, -0.04, -0.03, -0.05),
    // Of before portfolios were kept.
    lost(4, -0.09, null),
    ...Array.from({ length: 9 }, (_, i) => lost(5 + i, -0.001, 0, 0)),
  ];
  const page = metaModelPage({ rounds, lags: 0, validation: null, delayRounds: 0, showsFund: true });
  assert.deepEqual(
    page.worst?.map(({ round: number }) => number),
    [3, 1, 5, 6, 7, 8, 9, 10],
  );
  assert.deepEqual(page.worst?.[0], {
    round: 3,
    eraDay: '2026-01-02',
    fundReturn: -0.04,
    portfolios: [
      { key: 'all', return: -0.03 },
      { key: 'equal', return: -0.05 },
    ],
  });
  assert.equal(metaModelPage({ rounds, lags: 0, validation: null, delayRounds: 0, showsFund: false }).worst, null);
});

it('publishes resolved rounds but the newest, and leaves empty what is not known', () => {
  assert.deepEqual(
    publishedHistory(ROUNDS, 1).map(({ round: number }) => number),
    [1, 2],
  );
  assert.deepEqual(publishedHistory(ROUNDS, 9), []);
  const [header, first, ...rest] = metaModelCsv(publishedHistory(ROUNDS, 2)).split('\n');
  assert.deepEqual(rest, ['']);
  assert.equal(header?.split(',').length, first?.split(',').length);
  assert.match(first as string, /^1,0001,2026-01-02,0\.01,,/);
  assert.equal(first?.split(',').at(header?.split(',').indexOf('corr_top_10') ?? -1), '0.02');
});

it('takes the fund from the trading day on, over the days of the scores', () => {
  const days = [1, 2, 3, 4, 5].map((day) => ({ day: `2026-01-0${day}`, nav: 100 * day }));
  assert.equal(fundReturn(days, '2026-01-01', 2, 2), 5 / 3 - 1);
  assert.equal(fundReturn(days, '2025-12-31', 2, 2), 4 / 2 - 1, 'the fund begins on the day after its first era');
  assert.equal(fundReturn(days, '2026-01-02', 2, 2), null, 'the last day is still to come');
  assert.equal(fundReturn([], '2026-01-02', 2, 2), null);
});

it('weighs validation by stake, and says nothing of fewer than three accounts', () => {
  const models = [
    { model: 1, account: 'a', stake: 6 },
    { model: 2, account: 'b', stake: 2 },
    { model: 3, account: 'c', stake: 2 },
    { model: 4, account: 'd', stake: 10 },
    { model: 5, account: 'e', stake: 0 },
  ];
  const validation = new Map([
    [1, 0.02],
    [2, 0.03],
    [3, 0.01],
    [5, 0.9],
  ]);
  const found = stakedValidation(models, validation);
  assert.ok(Math.abs((found?.corr as number) - 0.02) < 1e-12);
  assert.ok(Math.abs((found?.equal as number) - 0.02) < 1e-12);
  assert.deepEqual([found?.models, found?.stakeShare], [3, 0.5]);
  const few = models.map((model) => (model.model === 3 ? { ...model, account: 'b' } : model));
  assert.equal(stakedValidation(few, validation), null);
});
