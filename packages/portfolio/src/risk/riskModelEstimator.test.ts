import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { biasStatistic } from './biasStatistic.ts';
import type { Exposures } from './exposureMatrix.ts';
import { optimizedPortfolio, randomLongShortPortfolio } from './probePortfolios.ts';
import { predictedVolatility, type RiskModel } from './riskModel.ts';
import { defaultRiskModelSettings, RiskModelEstimator, type RiskModelSettings } from './riskModelEstimator.ts';
import { plantedMarket, seededNormal, seededRandom } from './testing/plantedMarket.ts';

/** Nothing forgotten, nothing shrunk: the estimates must come to the truth. */
const plain: RiskModelSettings = {
  ...defaultRiskModelSettings,
  horizonDays: 1,
  historyDays: 5000,
  volatilityHalfLife: 1e9,
  correlationHalfLife: 1e9,
  correlationShrinkage: 0,
  specificHalfLife: 1e9,
  specificShrinkage: 0,
  specificVolatilityFloor: 0,
};

const estimated = (estimator: RiskModelEstimator, target: Parameters<RiskModelEstimator['estimate']>[0]): RiskModel => {
  const estimate = estimator.estimate(target);
  assert.equal(estimate.status, 'estimated');
  return (estimate as Extract<typeof estimate, { status: 'estimated' }>).model;
};

const withColumns = (exposures: Exposures, keep: (name: string) => boolean): Exposures => {
  const { matrix: x, names } = exposures;
  const columns = names.flatMap((name, k) => (keep(name) ? [x.data.subarray(k * x.rows, (k + 1) * x.rows)] : []));
  return { names: names.filter(keep), matrix: fromColumns(columns, x.rows) };
};

test('planted factor covariance and specific variances are recovered', () => {
  const market = plantedMarket(1500, 21);
  const estimator = new RiskModelEstimator(plain);
  const days = 800;
  for (let t = 0; t < days; t++) {
    const fit = estimator.addDay({ ...market, returns: market.drawDay().returns });
    assert.equal(fit.status, 'fitted');
  }
  const model = estimated(estimator, market);
  const { truth } = market;
  truth.factorNames.forEach((name, k) => {
    const ratio =
      model.factorCovariance.data[k * (truth.factorNames.length + 1)] /
      truth.factorCovariance.data[k * (truth.factorNames.length + 1)];
    // A variance from 800 days is off by 5 % (one sd); the regression's own noise adds to the smaller factors'.
    assert.ok(ratio > 0.85 && ratio < 1.35, `${name}: ${ratio}`);
  });
  const correlation = (m: RiskModel, a: string, b: string) => {
    const count = m.factorNames.length;
    const at = (j: number, k: number) => m.factorCovariance.data[k * count + j];
    const [j, k] = [m.factorNames.indexOf(a), m.factorNames.indexOf(b)];
    return at(j, k) / Math.sqrt(at(j, j) * at(k, k));
  };
  assert.ok(Math.abs(correlation(model, 'market', 'style:beta') - 0.6) < 0.06);
  assert.ok(Math.abs(correlation(model, 'market', 'momentum')) < 0.1);

  const ratios = model.specificVariance.map((variance, i) => variance / truth.specificVariance[i]);
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  assert.ok(Math.abs(mean - 1) < 0.02, `mean ratio ${mean}`);
  assert.ok(ratios.every((ratio) => ratio > 0.7 && ratio < 1.35));
});

test('portfolios of returns drawn from the truth have a bias statistic of 1, the optimized one too', () => {
  const market = plantedMarket(200, 8);
  const estimator = new RiskModelEstimator({ ...plain, historyDays: 504 });
  const normal = seededNormal(4);
  const random = seededRandom(5);
  const cases = new Map<string, { realized: number[]; predicted: number[] }>([
    ['random long-short', { realized: [], predicted: [] }],
    ['optimized', { realized: [], predicted: [] }],
  ]);
  for (let t = 0; t < 1000; t++) {
    const { returns } = market.drawDay();
    if (t >= 400) {
      const model = estimated(estimator, market);
      for (const [name, { realized, predicted }] of cases) {
        const weights =
          name === 'optimized'
            ? optimizedPortfolio(model, Float64Array.from({ length: 200 }, normal))
            : randomLongShortPortfolio(200, random);
        realized.push(weights.reduce((sum, weight, i) => sum + weight * returns[i], 0));
        predicted.push(predictedVolatility(model, weights));
      }
    }
    estimator.addDay({ ...market, returns });
  }
  for (const [name, { realized, predicted }] of cases) {
    const bias = biasStatistic(realized, predicted);
    // One sd of the statistic is .03 over 600 days.
    assert.ok(bias > 0.9 && bias < 1.12, `${name}: ${bias}`);
  }
});

test('everything is per horizon: 20 days have 20 times the variances and √20 times the volatilities of one', () => {
  const market = plantedMarket(120, 2);
  const [daily, horizon] = [plain, { ...plain, horizonDays: 20 }].map((settings) => new RiskModelEstimator(settings));
  for (let t = 0; t < 70; t++) {
    const { returns } = market.drawDay();
    daily.addDay({ ...market, returns });
    horizon.addDay({ ...market, returns });
  }
  const one = estimated(daily, market);
  const twenty = estimated(horizon, market);
  assert.equal(twenty.horizonDays, 20);
  one.specificVariance.forEach((variance, i) => assert.ok(Math.abs(twenty.specificVariance[i] / variance - 20) < 1e-9));
  one.totalVolatility.forEach((sd, i) => assert.ok(Math.abs(twenty.totalVolatility[i] / sd - Math.sqrt(20)) < 1e-9));
  const weights = new Float64Array(120).fill(1 / 120);
  assert.ok(Math.abs(predictedVolatility(twenty, weights) / predictedVolatility(one, weights) - Math.sqrt(20)) < 1e-9);
});

test('the total volatility of a stock is the predicted volatility of a portfolio of it alone', () => {
  const market = plantedMarket(120, 2);
  const estimator = new RiskModelEstimator();
  for (let t = 0; t < 60; t++) estimator.addDay({ ...market, returns: market.drawDay().returns });
  const model = estimated(estimator, market);
  for (const i of [0, 57, 119]) {
    const alone = new Float64Array(120);
    alone[i] = 1;
    assert.ok(Math.abs(predictedVolatility(model, alone) - model.totalVolatility[i]) < 1e-14);
  }
});

test('without enough days there is no model, and days with too few returns do not count', () => {
  const market = plantedMarket(120, 2);
  const estimator = new RiskModelEstimator();
  const nothing = new Float64Array(120).fill(Number.NaN);
  for (let t = 0; t < 59; t++) {
    estimator.addDay({ ...market, returns: market.drawDay().returns });
    assert.equal(estimator.addDay({ ...market, returns: nothing }).status, 'too_few_returns');
  }
  assert.deepEqual(estimator.estimate(market), { status: 'insufficient_history', days: 59, minimumDays: 60 });
});

test('factors are aligned by name: the order of the columns does not matter', () => {
  const market = plantedMarket(150, 6);
  const { names, matrix: x } = market.exposures;
  const reversed = {
    names: names.toReversed(),
    matrix: fromColumns(names.map((_, k) => x.data.subarray(k * x.rows, (k + 1) * x.rows)).toReversed(), x.rows),
  };
  const straight = new RiskModelEstimator();
  const mixed = new RiskModelEstimator();
  for (let t = 0; t < 80; t++) {
    const { returns } = market.drawDay();
    straight.addDay({ ...market, returns });
    mixed.addDay({ ...market, exposures: t % 2 === 0 ? reversed : market.exposures, returns });
  }
  const expected = estimated(straight, market);
  const actual = estimated(mixed, market);
  assert.deepEqual(actual.factorNames, expected.factorNames);
  expected.factorCovariance.data.forEach((value, k) => {
    assert.ok(Math.abs(actual.factorCovariance.data[k] - value) < 1e-12 * expected.factorCovariance.data[0] * 1e3);
  });
});

test('a factor that vanishes for a time keeps its returns, and a new one takes the mean variance of its kind', () => {
  const market = plantedMarket(200, 7);
  const withoutBeta = withColumns(market.exposures, (name) => name !== 'style:beta');
  const estimator = new RiskModelEstimator({ ...plain, historyDays: 150 });
  for (let t = 0; t < 150; t++) {
    const exposures = t >= 50 && t < 80 ? withoutBeta : market.exposures;
    estimator.addDay({ ...market, exposures, returns: market.drawDay().returns });
  }
  const { matrix: x } = market.exposures;
  const extended: Exposures = {
    names: [...market.exposures.names, 'value'],
    matrix: fromColumns(
      [
        ...market.exposures.names.map((_, k) => x.data.subarray(k * x.rows, (k + 1) * x.rows)),
        new Float64Array(200).fill(0.5),
      ],
      200,
    ),
  };
  const model = estimated(estimator, { ...market, exposures: extended });
  const count = extended.names.length;
  const variance = (name: string) => model.factorCovariance.data[extended.names.indexOf(name) * (count + 1)];
  assert.ok(variance('style:beta') / 0.004 ** 2 > 0.7 && variance('style:beta') / 0.004 ** 2 < 1.5);
  assert.ok(Math.abs(variance('value') - (variance('style:beta') + variance('momentum')) / 2) < 1e-18);
  for (let k = 0; k + 1 < count; k++) assert.equal(model.factorCovariance.data[(count - 1) * count + k], 0);
  assert.equal(estimated(estimator, { ...market, exposures: withoutBeta }).factorNames.includes('style:beta'), false);
});

test('a stock with few returns takes the mean of its size decile, and no volatility is below the floor', () => {
  const market = plantedMarket(200, 9);
  const estimator = new RiskModelEstimator({ ...plain, specificVolatilityFloor: 0.012 });
  const order = Array.from({ length: 200 }, (_, i) => i).sort((a, b) => market.size[a] - market.size[b]);
  const newcomer = order[105];
  for (let t = 0; t < 100; t++) {
    const { returns } = market.drawDay();
    if (t < 70) returns[newcomer] = Number.NaN;
    estimator.addDay({ ...market, returns });
  }
  const sd = estimated(estimator, market).specificVariance.map(Math.sqrt);
  assert.ok(sd.every((value) => value >= 0.012));
  const decile = order.slice(100, 120).filter((i) => i !== newcomer);
  const lowest = Math.min(...decile.map((i) => sd[i]));
  const highest = Math.max(...decile.map((i) => sd[i]));
  assert.ok(sd[newcomer] > lowest && sd[newcomer] < highest);
});

test('a security is known by its number: the order of the rows does not matter', () => {
  const market = plantedMarket(100, 13);
  const { matrix: x, names } = market.exposures;
  const flip = (values: Float64Array) => values.toReversed();
  const flipped = {
    securities: market.securities.toReversed(),
    size: flip(market.size),
    exposures: {
      names,
      matrix: fromColumns(
        names.map((_, k) => flip(x.data.slice(k * x.rows, (k + 1) * x.rows))),
        x.rows,
      ),
    },
  };
  const straight = new RiskModelEstimator();
  const mixed = new RiskModelEstimator();
  for (let t = 0; t < 70; t++) {
    const { returns } = market.drawDay();
    straight.addDay({ ...market, returns });
    mixed.addDay(t % 2 === 0 ? { ...flipped, returns: flip(returns) } : { ...market, returns });
  }
  const expected = estimated(straight, market).specificVariance;
  const actual = estimated(mixed, flipped).specificVariance.toReversed();
  expected.forEach((value, i) => assert.ok(Math.abs(actual[i] / value - 1) < 1e-9));
});

test('the same days give the same bits', () => {
  const run = () => {
    const market = plantedMarket(100, 14);
    const estimator = new RiskModelEstimator();
    for (let t = 0; t < 65; t++) estimator.addDay({ ...market, returns: market.drawDay().returns });
    return estimated(estimator, market);
  };
  assert.deepEqual(run(), run());
});
