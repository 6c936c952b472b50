import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendAlphaFactor, emptyAlphaFactorHistory } from '../risk/alphaFactor.ts';
import { plantedMarket, seededNormal } from '../risk/testing/plantedMarket.ts';
import { defaultOptimizerSettings } from './optimizerSettings.ts';
import { rebalancePlan } from './rebalancePlan.ts';

const stocks = 200;
const { truth: riskModel } = plantedMarket(stocks, 51);
const input = {
  riskModel,
  securities: Int32Array.from({ length: stocks }, (_, i) => 1000 + i),
  ids: Array.from({ length: stocks }, (_, i) => `n${i}`),
  alpha: Float64Array.from({ length: stocks }, seededNormal(52)),
  holdings: new Map([
    [1003, 0.01],
    [1007, -0.09],
    [5, 0.02],
    [2, -0.03],
    [1001, 0.07],
  ]),
};

test('what left the universe is sold whole, what drifted past the limit is trimmed to it, the rest is kept', () => {
  const plan = rebalancePlan(input);
  assert.deepEqual(plan.forcedSales, [
    { security: 2, from: -0.03, to: 0 },
    { security: 5, from: 0.02, to: 0 },
  ]);
  assert.deepEqual(plan.trims, [
    { security: 1001, from: 0.07, to: 0.05 },
    { security: 1007, from: -0.09, to: -0.05 },
  ]);
  const held = [...plan.problem.holdings.entries()].filter(([, weight]) => weight !== 0);
  assert.deepEqual(held, [
    [1, 0.05],
    [3, 0.01],
    [7, -0.05],
  ]);
});

test('the problem carries the risk model, the defaults and limits by the kind of factor', () => {
  const { problem } = rebalancePlan(input);
  assert.equal(problem.horizonDays, riskModel.horizonDays);
  assert.equal(problem.factorCovariance, riskModel.factorCovariance);
  assert.equal(problem.riskAversion, 20);
  assert.deepEqual(problem.limits.net, [-0.002, 0.002]);
  assert.equal(problem.limits.turnover, 0.15);
  assert.equal(problem.limits.gross, 1);
  assert.ok(problem.linearCost.every((cost) => cost === 0.001));
  assert.ok(problem.limits.positionUpper.every((limit) => limit === 0.05));
  problem.exposureNames.forEach((name, k) => {
    const expected = name === 'market' ? 0.002 : name.startsWith('sector:') ? 0.01 : name === 'momentum' ? 0.05 : 0.02;
    assert.equal(problem.limits.exposureUpper[k], expected, name);
    assert.equal(problem.limits.exposureLower[k], -expected, name);
  });
});

test('with the alpha factor the risk aversion is half as large and that exposure is free', () => {
  const model = appendAlphaFactor(riskModel, input.alpha, emptyAlphaFactorHistory);
  const { problem } = rebalancePlan({ ...input, riskModel: model, schedule: 'daily' });
  assert.equal(problem.riskAversion, 10);
  assert.equal(problem.limits.exposureUpper.at(-1), Number.POSITIVE_INFINITY);
  assert.equal(problem.limits.exposureLower.at(-1), Number.NEGATIVE_INFINITY);
  assert.equal(problem.limits.turnover, 0.03);
});

test('settings of the operator are followed', () => {
  const settings = { ...defaultOptimizerSettings, position: 0.08, turnoverPerWeek: null, gross: 2, linearCost: 0.002 };
  const plan = rebalancePlan({ ...input, settings });
  assert.deepEqual(plan.trims, [{ security: 1007, from: -0.09, to: -0.08 }]);
  assert.equal(plan.problem.limits.turnover, null);
  assert.equal(plan.problem.limits.gross, 2);
  assert.equal(plan.linearCost, 0.002);
});

test('the order in which holdings are given does not matter', () => {
  const reversed = rebalancePlan({ ...input, holdings: new Map([...input.holdings].toReversed()) });
  assert.deepEqual(reversed, rebalancePlan(input));
});

test('lengths that do not fit, a security twice, and numbers that are none are refused', () => {
  assert.throws(() => rebalancePlan({ ...input, ids: ['a'] }), RangeError);
  assert.throws(() => rebalancePlan({ ...input, securities: new Int32Array(stocks) }), /twice/);
  assert.throws(() => rebalancePlan({ ...input, holdings: new Map([[1, Number.NaN]]) }), /not finite/);
  assert.throws(
    () => rebalancePlan({ ...input, alpha: new Float64Array(stocks).fill(Number.POSITIVE_INFINITY) }),
    /not finite/,
  );
});
