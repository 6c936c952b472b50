import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromColumns, gaussianizedRank, pearsonCorrelation } from '@robata/kernels';
import { optimize, rebalance, rebalancePlan } from '@robata/portfolio';
import { type AnalysisInput, analyzeRound } from './analyzeRound.ts';

const STOCKS = 40;
const P = Array.from({ length: STOCKS }, (_, i) => (i + 0.5) / STOCKS);
const SIZE = P.map((_, i) => Math.sin(i));
const MARKET = P.map(() => 1);

/** Three models of 40 stocks, staked 3 : 1 : 0; the third is the first one reversed. */
function input(change: Partial<AnalysisInput> = {}): AnalysisInput {
  const predictions = fromColumns([P, P.map((_, i) => ((7 * i + 3) % STOCKS) / STOCKS), P.toReversed()]);
  const exposures = fromColumns([MARKET, SIZE]);
  const factorNames = ['market', 'style:size'];
  const metaModel = gaussianizedRank(P);
  const riskModel = {
    factorNames,
    exposures,
    factorCovariance: fromColumns([
      [1e-4, 0],
      [0, 1e-4],
    ]),
    specificVariance: new Float64Array(STOCKS).fill(0.01),
    totalVolatility: new Float64Array(STOCKS).fill(0.1),
    horizonDays: 20,
  };
  const plan = rebalancePlan({
    riskModel,
    securities: Int32Array.from(P, (_, i) => i),
    ids: P.map((_, i) => `n${String(i).padStart(2, '0')}`),
    alpha: metaModel.map((z) => 0.002 * z),
    holdings: new Map(),
  });
  const done = rebalance(plan, optimize);
  assert.equal(done.status, 'solved');
  return {
    round: 5,
    closed: { securities: plan.securities, models: [9, 4, 6], predictions, metaModel },
    stakes: Float64Array.of(3, 1, 0),
    factors: riskModel,
    rebalance: done,
    previous: null,
    ...change,
  };
}

it('weighs, compares and exposes every model, ascending by id', () => {
  const given = input();
  const { models, factors, metaModel, round } = analyzeRound(given);
  assert.equal(round, 5);
  assert.deepEqual(factors, ['style:size'], 'all stocks are in the market alike: nothing correlates with it');
  assert.deepEqual(
    models.map(({ model, weight }) => [model, weight]),
    [
      [4, 0.25],
      [6, 0],
      [9, 0.75],
    ],
  );
  const [, reversed, first] = models;
  assert.equal(first?.nearest.at(-1)?.correlation, -1);
  assert.equal(first?.nearest.at(-1)?.model, 6);
  const exposure = pearsonCorrelation(gaussianizedRank(P), SIZE);
  assert.ok(Math.abs((first?.exposures[0] as number) - exposure) < 1e-6);
  assert.ok(Math.abs((reversed?.exposures[0] as number) + exposure) < 1e-6);
  assert.deepEqual(metaModel.exposures, first?.exposures);
  assert.equal(metaModel.members, 2);
  assert.ok(Math.abs(metaModel.effectiveMembers - 1 / (0.75 ** 2 + 0.25 ** 2)) < 1e-12);
  assert.equal(metaModel.churn, null);
});

it('compares with the round before where there was one', () => {
  const { closed } = input();
  const before = { ...closed, models: [6, 5, 9], metaModel: closed.metaModel.toReversed() };
  const { models, metaModel } = analyzeRound(input({ previous: before }));
  assert.deepEqual(
    models.map(({ churn }) => churn),
    [null, 2, 2],
    'the columns of 6 and 9 have changed places, which is each one reversed; 4 is new',
  );
  assert.equal(metaModel.churn, 2);
});

it('says of the portfolio what the rebalance says, the exposure nearest to its limit first', () => {
  const given = input();
  const { portfolio } = analyzeRound(given);
  const weights = [...given.rebalance.targetWeights.values()];
  const gross = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  assert.equal(portfolio.longs + portfolio.shorts, weights.filter((weight) => Math.abs(weight) > 1e-4).length);
  assert.ok(Math.abs(portfolio.turnover - 1) < 1e-6, 'bought from nothing: all that is held was traded');
  assert.ok(Math.abs(portfolio.costs.linear - 0.001 * gross) < 1e-9);
  const held = [...given.rebalance.targetWeights].reduce(
    (sum, [row, weight]) => sum + weight * (SIZE[row] as number),
    0,
  );
  const size = portfolio.exposures.find(({ name }) => name === 'style:size');
  assert.ok(Math.abs((size?.value as number) - held) < 1e-6);
  assert.equal(size?.limit, 0.05);
  const shares = portfolio.exposures.map(({ value, limit }) => Math.abs(value) / (limit ?? Infinity));
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => b - a),
  );
});

it('has no weights where nothing is staked', () => {
  const { models, metaModel } = analyzeRound(input({ stakes: new Float64Array(3) }));
  assert.ok(models.every(({ weight }) => weight === 0));
  assert.deepEqual([metaModel.members, metaModel.effectiveMembers], [0, 0]);
});
