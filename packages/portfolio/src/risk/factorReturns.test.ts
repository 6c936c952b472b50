import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixVector } from '@robata/kernels';
import { factorReturns } from './factorReturns.ts';
import { plantedMarket } from './testing/plantedMarket.ts';

const market = plantedMarket(400, 5);
const { names, matrix: x } = market.exposures;
const fitOf = (returns: Float64Array, clipSds?: number) => {
  const fit = factorReturns({ exposures: market.exposures, size: market.size, returns, clipSds });
  assert.equal(fit.status, 'fitted');
  return fit as Extract<typeof fit, { status: 'fitted' }>;
};

test('returns made of factors alone are explained entirely, and the factor returns are recovered', () => {
  const { factorReturns: planted } = market.drawDay();
  const fit = fitOf(matrixVector(x, planted));
  planted.forEach((value, k) => assert.ok(Math.abs(value - fit.factorReturns[k]) < 1e-12, names[k]));
  assert.ok(fit.residuals.every((residual) => Math.abs(residual) < 1e-12));
  assert.ok(Math.abs(fit.rSquaredAboutZero - 1) < 1e-12);
});

test('the capitalization-weighted sum of the sector returns is 0', () => {
  const { returns } = market.drawDay();
  const fit = fitOf(returns);
  const sum = names.reduce((total, name, k) => {
    if (!name.startsWith('sector:')) return total;
    const capital = market.size.reduce((all, value, i) => all + value * x.data[k * x.rows + i], 0);
    return total + capital * fit.factorReturns[k];
  }, 0);
  const capitalOfAll = market.size.reduce((all, value) => all + value, 0);
  assert.ok(Math.abs(sum / capitalOfAll) < 1e-14);
});

test('residuals are orthogonal to every exposure under the regression weights', () => {
  const { returns } = market.drawDay();
  const fit = fitOf(returns, 1e9);
  const roots = market.size.map(Math.sqrt);
  const sorted = roots.slice().sort();
  const position = 0.99 * (sorted.length - 1);
  const cap =
    sorted[Math.floor(position)] + (position % 1) * (sorted[Math.floor(position) + 1] - sorted[Math.floor(position)]);
  names.forEach((name, k) => {
    let sum = 0;
    for (let i = 0; i < x.rows; i++) sum += Math.min(cap, roots[i]) * fit.residuals[i] * x.data[k * x.rows + i];
    assert.ok(Math.abs(sum) < 1e-10, name);
  });
});

test('stocks without a return change nothing, as if they were not in the table', () => {
  const { returns } = market.drawDay();
  const withGap = returns.slice();
  withGap[3] = Number.NaN;
  const fit = fitOf(withGap);
  assert.equal(fit.stocks, 399);
  assert.ok(Number.isNaN(fit.residuals[3]));
  const spoiled = withGap.slice();
  spoiled[3] = Number.POSITIVE_INFINITY;
  assert.deepEqual(fitOf(spoiled).factorReturns, fit.factorReturns);
});

test('a sector in which nobody traded has no return that day, and the others still sum to 0', () => {
  const energy = names.indexOf('sector:energy');
  const returns = market.drawDay().returns.map((value, i) => (x.data[energy * x.rows + i] === 1 ? Number.NaN : value));
  const fit = fitOf(returns);
  assert.ok(Number.isNaN(fit.factorReturns[energy]));
  assert.equal(fit.factorReturns.filter(Number.isNaN).length, 1);
});

test('an absurd return is clipped in the regression and whole in the residual', () => {
  const { returns } = market.drawDay();
  const before = fitOf(returns);
  returns[10] = 50;
  const after = fitOf(returns);
  assert.ok(Math.abs(after.factorReturns[0] - before.factorReturns[0]) < 0.005);
  assert.ok(after.residuals[10] > 49);
});

test('about zero the market counts as explained, about the mean it does not', () => {
  const fit = fitOf(market.drawDay().returns.map((value) => value + 0.05));
  assert.ok(fit.rSquaredAboutZero > 0.8);
  assert.ok(fit.rSquaredAboutMean < 0.5 && fit.rSquaredAboutMean > 0);
});

test('a day with few returns is not fitted', () => {
  const returns = new Float64Array(400).fill(Number.NaN);
  returns.fill(0.01, 0, 12);
  const fit = factorReturns({ exposures: market.exposures, size: market.size, returns });
  assert.deepEqual(fit, { status: 'too_few_returns', stocks: 12 });
});

test('exposures that are not finite are refused', () => {
  const data = x.data.slice();
  data[x.rows * (names.length - 1)] = Number.NaN;
  const exposures = { names, matrix: { ...x, data } };
  assert.throws(() => factorReturns({ exposures, size: market.size, returns: market.drawDay().returns }), /not finite/);
});
