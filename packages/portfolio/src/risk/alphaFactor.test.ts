import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ALPHA_FACTOR,
  alphaDirection,
  alphaFactorVariance,
  appendAlphaFactor,
  emptyAlphaFactorHistory,
  observeAlphaFactor,
  pureAlphaReturn,
} from './alphaFactor.ts';
import { dotProduct, matrixVector } from '@robata/kernels';
import { biasStatistic } from './biasStatistic.ts';
import { optimizedPortfolio } from './probePortfolios.ts';
import { predictedVolatility, type RiskModel } from './riskModel.ts';
import { plantedMarket, seededNormal } from './testing/plantedMarket.ts';

const market = plantedMarket(300, 31);
const perHorizon = (model: RiskModel): RiskModel => ({
  ...model,
  horizonDays: 20,
  factorCovariance: { ...model.factorCovariance, data: model.factorCovariance.data.map((value) => 20 * value) },
  specificVariance: model.specificVariance.map((value) => 20 * value),
  totalVolatility: model.totalVolatility.map((value) => Math.sqrt(20) * value),
});
const model = perHorizon(market.truth);
const alpha = Float64Array.from({ length: 300 }, seededNormal(32));

test('q is D⁻¹-orthogonal to every exposure and has unit D⁻¹ norm', () => {
  const q = alphaDirection(model, alpha) as Float64Array;
  const scaled = q.map((value, i) => value / model.specificVariance[i]);
  assert.ok(Math.abs(dotProduct(q, scaled) - 1) < 1e-12);
  model.factorNames.forEach((name, k) => {
    const x = model.exposures.data.subarray(k * 300, (k + 1) * 300);
    assert.ok(Math.abs(dotProduct(x, scaled)) < 1e-9, name);
  });
});

test('q does not change with the scale of alpha or with what the factors explain of it', () => {
  const q = alphaDirection(model, alpha) as Float64Array;
  const shifted = matrixVector(
    model.exposures,
    model.factorNames.map((_, k) => k - 2),
  ).map((value, i) => value + 7 * alpha[i]);
  const same = alphaDirection(model, shifted) as Float64Array;
  q.forEach((value, i) => assert.ok(Math.abs(value - same[i]) < 1e-10));
});

test('an alpha that the factors explain leaves the model as it is', () => {
  const explained = matrixVector(
    model.exposures,
    model.factorNames.map((_, k) => k + 1),
  );
  assert.equal(appendAlphaFactor(model, explained, emptyAlphaFactorHistory), model);
  assert.equal(appendAlphaFactor(model, new Float64Array(300), emptyAlphaFactorHistory), model);
  assert.equal(pureAlphaReturn(model, new Float64Array(300)), null);
});

test('the model gains one uncorrelated exposure of the start variance', () => {
  const appended = appendAlphaFactor(model, alpha, emptyAlphaFactorHistory);
  const count = model.factorNames.length;
  assert.deepEqual(appended.factorNames, [...model.factorNames, ALPHA_FACTOR]);
  for (let j = 0; j < count; j++) {
    for (let k = 0; k < count; k++) {
      assert.equal(appended.factorCovariance.data[k * (count + 1) + j], model.factorCovariance.data[k * count + j]);
    }
    assert.equal(appended.factorCovariance.data[count * (count + 1) + j], 0);
  }
  assert.equal(appended.factorCovariance.data.at(-1), 2);
  assert.throws(() => appendAlphaFactor(appended, alpha, emptyAlphaFactorHistory), /already/);
});

test('the risk of the pure alpha portfolio is 1 without the factor and √3 with the start variance 2', () => {
  const q = alphaDirection(model, alpha) as Float64Array;
  const pure = q.map((value, i) => value / model.specificVariance[i]);
  assert.ok(Math.abs(predictedVolatility(model, pure) - 1) < 1e-9);
  const appended = appendAlphaFactor(model, alpha, emptyAlphaFactorHistory);
  assert.ok(Math.abs(predictedVolatility(appended, pure) - Math.sqrt(3)) < 1e-9);
});

test('the variance is 4 times the mean square of weekly returns less 1, from 26 weeks on, never below 0', () => {
  const observe = (weeks: number, value: number) => {
    let history = emptyAlphaFactorHistory;
    for (let week = 0; week < weeks; week++) history = observeAlphaFactor(history, week % 2 === 0 ? value : -value, 5);
    return history;
  };
  assert.equal(alphaFactorVariance(observe(24, 1), 20), 2);
  assert.ok(Math.abs(alphaFactorVariance(observe(26, 1), 20) - 3) < 1e-12);
  assert.equal(alphaFactorVariance(observe(26, 0.4), 20), 0);
  assert.throws(() => observeAlphaFactor(emptyAlphaFactorHistory, Number.NaN, 5), RangeError);
});

test('where the model is right the estimated variance is about 0, where bets share risk it finds that risk', () => {
  const normal = seededNormal(33);
  const appended = appendAlphaFactor(model, alpha, emptyAlphaFactorHistory);
  const q = appended.exposures.data.subarray(300 * model.factorNames.length);
  const week = (shared: number) => {
    const returns = new Float64Array(300);
    for (let day = 0; day < 5; day++)
      market.drawDay().returns.forEach((value, i) => {
        returns[i] += value;
      });
    const common = shared * normal();
    return returns.map((value, i) => value + common * q[i]);
  };
  for (const [planted, low, high] of [
    [0, 0, 0.35],
    [3, 2.4, 3.7],
  ]) {
    let history = emptyAlphaFactorHistory;
    for (let t = 0; t < 400; t++) {
      history = observeAlphaFactor(history, pureAlphaReturn(appended, week(Math.sqrt(planted / 4))) as number, 5);
    }
    const variance = alphaFactorVariance(history, 20);
    assert.ok(variance >= low && variance <= high, `${planted}: ${variance}`);
  }
});

test('with the alpha factor the optimized book is as risky as predicted, without it twice as risky', () => {
  const appended = appendAlphaFactor(model, alpha, { days: 1000, squaredReturns: (4 / 20) * 1000 });
  assert.ok(Math.abs((appended.factorCovariance.data.at(-1) as number) - 3) < 1e-12);
  const q = appended.exposures.data.subarray(300 * model.factorNames.length);
  const normal = seededNormal(34);
  const realized: Record<string, number[]> = { with: [], without: [] };
  const books = { with: optimizedPortfolio(appended, q.slice()), without: optimizedPortfolio(model, q.slice()) };
  for (let t = 0; t < 800; t++) {
    const common = Math.sqrt(3 / 20) * normal();
    const { returns } = market.drawDay();
    for (const [name, book] of Object.entries(books)) {
      realized[name].push(book.reduce((sum, weight, i) => sum + weight * (returns[i] + common * q[i]), 0));
    }
  }
  const bias = (name: 'with' | 'without', by: RiskModel) =>
    biasStatistic(
      realized[name],
      realized[name].map(() => predictedVolatility(by, books[name]) / Math.sqrt(20)),
    );
  assert.ok(Math.abs(bias('with', appended) - 1) < 0.08, `${bias('with', appended)}`);
  assert.ok(Math.abs(bias('without', model) - 2) < 0.16, `${bias('without', model)}`);
});

test('missing returns count as 0, and an alpha that is not finite is refused', () => {
  const appended = appendAlphaFactor(model, alpha, emptyAlphaFactorHistory);
  const returns = market.drawDay().returns;
  const gap = returns.slice();
  gap[5] = Number.NaN;
  returns[5] = 0;
  assert.equal(pureAlphaReturn(appended, gap), pureAlphaReturn(appended, returns));
  assert.throws(
    () =>
      alphaDirection(
        model,
        alpha.map((value, i) => (i === 3 ? Number.NaN : value)),
      ),
    RangeError,
  );
});
