import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraSummary } from './eraSummary.ts';
import { meanWithStandardError } from './meanWithStandardError.ts';
import { adjustedSharpe, autocorrelation, sharpe } from './sharpe.ts';
import { randomVector } from './testing/sampleData.ts';

test('the drawdown is the deepest fall from a maximum, and none without a loss', () => {
  assert.ok(Math.abs(eraSummary([0.1, -0.2, -0.5, 0.9]).maxDrawdown + 0.6) < 1e-15);
  assert.equal(eraSummary([0.1, 0.2]).maxDrawdown, 0);
  assert.equal(eraSummary([-0.5]).maxDrawdown, 0);
});

test('the yearly growth limits every era to a quarter', () => {
  assert.ok(Math.abs(eraSummary([0.01]).apy - (1.01 ** 49 - 1) * 100) < 1e-9);
  assert.equal(eraSummary([0.9, 0.9]).apy, eraSummary([0.25, 0.25]).apy);
});

test('no eras have no summary', () => {
  assert.ok(Object.values(eraSummary([])).every(Number.isNaN));
});

test('without lags the standard error is that of independent values', () => {
  const values = [...randomVector(50, 1)];
  const { mean, standardError, count } = meanWithStandardError(values, 0);
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 50;
  assert.ok(Math.abs(standardError - Math.sqrt(variance / 50)) < 1e-16);
  assert.equal(count, 50);
});

test('overlapping scores have a larger standard error than their count suggests', () => {
  const steps = randomVector(204, 2);
  const overlapping = Array.from({ length: 200 }, (_, i) => steps.slice(i, i + 4).reduce((a, b) => a + b, 0));
  const [plain, robust] = [0, 4].map((lags) => meanWithStandardError(overlapping, lags).standardError);
  assert.ok(robust > 1.3 * plain && robust < 2.2 * plain);
});

test('the Newey-West sum is that of the paper', () => {
  // Deviations 1, −1, 1, −1: γ₀ = 1, γ₁ = −¾, weight ½ at one lag.
  const { standardError } = meanWithStandardError([2, 0, 2, 0], 1);
  assert.ok(Math.abs(standardError - Math.sqrt((1 + 2 * 0.5 * -0.75) / 4)) < 1e-16);
});

test('missing scores are left out, one score has no error, none have no mean', () => {
  assert.deepEqual(meanWithStandardError([1, Number.NaN, 3], 0).mean, 2);
  assert.deepEqual(meanWithStandardError([5], 4), { mean: 5, standardError: Number.NaN, count: 1 });
  assert.ok(Number.isNaN(meanWithStandardError([], 4).mean));
  assert.throws(() => meanWithStandardError([1], -1), RangeError);
});

test('sharpe, its adjustment and the autocorrelation', () => {
  assert.equal(sharpe([1, 3]), 2);
  assert.equal(sharpe([2, 2]), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(sharpe([])));
  // Two-point values: no skewness, kurtosis 1, so 2·(1 + 2/24·4).
  assert.ok(Math.abs(adjustedSharpe([1, 3, 1, 3]) - 2 * (1 + (2 / 24) * 4)) < 1e-14);
  assert.equal(autocorrelation([1, -1, 1, -1]), -0.75);
  assert.ok(Number.isNaN(autocorrelation([1, 1, 1])) && Number.isNaN(autocorrelation([1, 2])));
});
