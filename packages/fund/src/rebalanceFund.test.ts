import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { optimize, type RiskModel, rebalance, rebalancePlan } from '@robata/portfolio';
import { applyDay, holdingWeights, netAssetValue, openFund } from './fundState.ts';
import { rebalanceFund } from './rebalanceFund.ts';

/** 60 stocks, a market and a beta, 20-day units. */
const stocks = 60;
const beta = Array.from({ length: stocks }, (_, i) => (i % 7) - 3);
const specificVariance = Float64Array.from({ length: stocks }, (_, i) => 0.004 + 0.0002 * (i % 11));
const riskModel: RiskModel = {
  factorNames: ['market', 'style:beta'],
  exposures: fromColumns([new Float64Array(stocks).fill(1), beta]),
  factorCovariance: fromColumns([
    [0.0025, 0],
    [0, 0.0008],
  ]),
  specificVariance,
  totalVolatility: specificVariance.map((variance, i) => Math.sqrt(variance + 0.0025 + 0.0008 * beta[i] ** 2)),
  horizonDays: 20,
};
const alpha = (week: number) =>
  Float64Array.from({ length: stocks }, (_, i) => 0.004 * Math.sin(1 + i * (1 + week / 50)));
const plan = (week: number, from: number, holdings: ReadonlyMap<number, number>) =>
  rebalancePlan({
    riskModel,
    securities: Int32Array.from({ length: stocks }, (_, i) => from + i),
    ids: Array.from({ length: stocks }, (_, i) => `n${i}`),
    alpha: alpha(week),
    holdings,
  });

test('over weeks of drift, exits and forced sales, the fund pays exactly what the rebalance says and keeps the limits', () => {
  let state = openFund(1e8);
  let forced = 0;
  for (let week = 0; week < 12; week++) {
    // Two companies leave the universe and two enter it each week.
    const planned = plan(week, 2 * week, holdingWeights(state));
    const result = rebalance(planned, optimize);
    assert.equal(result.status, 'solved');
    const before = netAssetValue(state);
    const { state: traded, record } = rebalanceFund(state, result, planned.linearCost);
    assert.ok(Math.abs(record.cost - before * result.cost) < 1e-6);
    assert.ok(Math.abs(record.turnover - result.turnover - result.forcedTurnover) < 1e-12);
    assert.ok(Math.abs(netAssetValue(traded) - before * (1 - result.cost)) < 1e-5);
    assert.equal(record.exposureBreach, 0);
    assert.ok(Math.abs(record.exposures.get('style:beta') ?? 1) <= 0.02 + 1e-9);
    assert.deepEqual(
      [...traded.positions.keys()],
      [...result.targetWeights.keys()].sort((a, b) => a - b),
    );
    forced += planned.forcedSales.length;
    state = traded;
    for (let day = 0; day < 5; day++) {
      state = applyDay(state, { returnOf: (security) => 0.03 * Math.sin(security * 3 + week * 5 + day) });
    }
  }
  assert.ok(forced > 0, 'something left the universe while it was held');
});

test('a rebalance that found nothing leaves its breach and its incident on record', () => {
  const tilted = new Map(Array.from({ length: 10 }, (_, i) => [7 * (i % 8) + 6 - (i > 7 ? 1 : 0), 0.1] as const));
  const planned = plan(0, 0, tilted);
  const impossible = {
    ...planned,
    problem: { ...planned.problem, limits: { ...planned.problem.limits, net: [3, 4] as const } },
  };
  const result = rebalance(impossible, optimize);
  const { record } = rebalanceFund(openFund(100), result, 0);
  assert.equal(record.status, 'held');
  assert.equal(record.incidents.length, 1);
  assert.ok(record.exposureBreach > 2, `net is ${record.exposureBreach} short of 3`);
});
