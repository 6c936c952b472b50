import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { WindowSums, windowStatistics } from './windowStatistics.ts';

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const centred = (values: readonly number[]) => values.map((value) => value - total(values) / values.length);
const dot = (a: readonly number[], b: readonly number[]) => total(a.map((value, i) => value * b[i]));

function statisticsOf(days: readonly (readonly [number, number, number])[]) {
  const sums = new WindowSums();
  for (const [r, m, s] of days) sums.add(r, m, s);
  return windowStatistics(sums, 10);
}

const close = (actual: number, expected: number, tolerance = 1e-7) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

const someReturn = fc.integer({ min: -2000, max: 2000 }).map((value) => value / 10_000 + 1e-5);
const someDays = fc.array(fc.tuple(someReturn, someReturn, someReturn), { minLength: 12, maxLength: 80 });

test('the running sums give the moments, betas and residuals that two passes over the days give', () => {
  fc.assert(
    fc.property(someDays, (days) => {
      const n = days.length;
      const r = centred(days.map((day) => day[0]));
      const m = centred(days.map((day) => day[1]));
      const s = centred(days.map((day) => day[2]));
      // Well-posed cases only: each column moves, and market and sector are told apart.
      fc.pre(dot(r, r) > 1e-3 && dot(m, m) > 1e-3);
      const angle = dot(m, s) / Math.sqrt(dot(m, m) * dot(s, s));
      fc.pre(Math.abs(angle) < 0.99);
      const found = statisticsOf(days);
      const beta = dot(r, m) / dot(m, m);
      close(found.volatility, Math.sqrt(dot(r, r) / (n - 1)));
      close(found.beta, beta);
      const variance = dot(r, r) / n;
      close(found.skewness, total(r.map((x) => x ** 3)) / n / variance ** 1.5);
      close(found.kurtosis, total(r.map((x) => x ** 4)) / n / variance ** 2);

      const determinant = dot(m, m) * dot(s, s) - dot(m, s) ** 2;
      const market = (dot(r, m) * dot(s, s) - dot(r, s) * dot(m, s)) / determinant;
      const sector = (dot(r, s) * dot(m, m) - dot(r, m) * dot(m, s)) / determinant;
      const residual = r.map((x, i) => x - market * m[i] - sector * s[i]);
      close(found.idiosyncraticVolatility, Math.sqrt(dot(residual, residual) / (n - 1)));
      close(found.rSquared, 1 - dot(residual, residual) / dot(r, r));
      const e = r.map((x, i) => x - beta * m[i]);
      fc.pre(dot(e, e) > 1e-4);
      const squares = m.map((x) => x * x);
      close(found.coskewness, dot(e, squares) / n / (Math.sqrt(dot(e, e) / n) * (dot(m, m) / n)), 1e-6);
    }),
    { numRuns: 200 },
  );
});

test('a stock that moves twice its market has beta 2, downside beta 2, R² 1 and no residual', () => {
  const market = [0.01, -0.02, 0.005, -0.01, 0.03, -0.005, 0.02, -0.03, 0.01, -0.015, 0.002, -0.001];
  const found = statisticsOf(market.map((m) => [2 * m, m, m]));
  close(found.beta, 2);
  close(found.downsideBeta, 2);
  close(found.rSquared, 1);
  close(found.idiosyncraticVolatility, 0);
  close(found.positiveShare, 6 / 12);
});

test('falls, gains and still days are counted, and the share of falls is in the squares', () => {
  const returns = [0.03, -0.04, 0, 0, 0, 0, 0, 0, 0, 0];
  const found = statisticsOf(returns.map((r, i) => [r, i % 2 ? 0.01 : -0.01, 0]));
  assert.equal(found.zeroShare, 0.8);
  assert.equal(found.positiveShare, 0.1);
  close(found.downsideShare, 16 / 25);
  close(found.downsideVolatility, Math.sqrt(0.0016 / 10));
  assert.equal(found.largest, 0.03);
  assert.equal(found.smallest, -0.04);
});

test('too few days tell nothing, and a price that does not move has no skewness', () => {
  const few = statisticsOf([
    [0.01, 0.01, 0],
    [0.02, 0.01, 0],
  ]);
  assert.ok(Number.isNaN(few.volatility) && Number.isNaN(few.beta) && Number.isNaN(few.largest));
  const still = statisticsOf(Array.from({ length: 20 }, (_, i) => [0, i % 2 ? 0.01 : -0.01, 0] as const));
  assert.equal(still.volatility, 0);
  assert.equal(still.beta, 0);
  assert.ok(Number.isNaN(still.skewness) && Number.isNaN(still.rSquared));
});
