import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fundSummary } from './fundSummary.ts';

const close = (actual: number | null, expected: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-12, `${actual}`);

test('a steady gain compounds to its yearly rate, without volatility or drawdown', () => {
  const navs = Array.from({ length: 505 }, (_, t) => 100 * 1.0005 ** t);
  const summary = fundSummary({ navs, rebalances: [] });
  assert.equal(summary.navStart, 100);
  close(summary.annualReturn, 1.0005 ** 252 - 1);
  close(summary.annualVolatility, 0);
  assert.equal(summary.maxDrawdown, 0);
  assert.equal(summary.meanTurnover, null);
});

test('alternating returns have their closed-form volatility', () => {
  const navs = [1];
  for (let t = 0; t < 100; t++) navs.push((navs.at(-1) as number) * (t % 2 === 0 ? 1.01 : 0.99));
  close(fundSummary({ navs, rebalances: [] }).annualVolatility, 0.01 * Math.sqrt((100 / 99) * 252));
});

test('the drawdown is from the highest NAV before, not from the start, and the deepest counts', () => {
  close(fundSummary({ navs: [100, 120, 90, 130, 117, 125], rebalances: [] }).maxDrawdown, 0.25);
});

test('turnover is averaged over rebalances and the worst breach is kept', () => {
  const rebalances = [
    { turnover: 0.1, exposureBreach: 0 },
    { turnover: 0.2, exposureBreach: 0.03 },
    { turnover: 0.3, exposureBreach: 0.01 },
  ];
  const summary = fundSummary({ navs: [1, 1], rebalances });
  close(summary.meanTurnover, 0.2);
  assert.equal(summary.maxExposureBreach, 0.03);
});

test('too short a life has no return or volatility, and no life is refused', () => {
  const opened = fundSummary({ navs: [100], rebalances: [] });
  assert.deepEqual([opened.annualReturn, opened.annualVolatility, opened.maxExposureBreach], [null, null, 0]);
  assert.equal(fundSummary({ navs: [100, 101], rebalances: [] }).annualVolatility, null);
  assert.throws(() => fundSummary({ navs: [], rebalances: [] }), RangeError);
  assert.throws(() => fundSummary({ navs: [1, -1], rebalances: [] }), RangeError);
});
