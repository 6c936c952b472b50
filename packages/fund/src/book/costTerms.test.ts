import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tradingCost } from '@robata/portfolio';
import { type CostTerms, costOfTrade, freeHolding } from './costTerms.ts';

const terms: CostTerms = { ...freeHolding, linear: 0.001 };

test("the linear cost is the optimizer's, the same for a buy and a sale", () => {
  assert.deepEqual(costOfTrade(1, -5000, terms), { linear: tradingCost([5000], [0], 0.001), impact: 0 });
  assert.equal(costOfTrade(1, 5000, terms).linear, 5);
  assert.equal(costOfTrade(7, 100, { ...terms, linear: new Map([[7, 0.02]]) }).linear, 2);
});

test('a trade of the whole daily volume costs a day of volatility, and four times the size eight times as much', () => {
  const day = { volume: 1e6, volatility: 0.02 };
  const impact = (value: number) => costOfTrade(1, value, { ...terms, impact: 1 }, day).impact;
  assert.equal(impact(1e6), 20_000);
  assert.ok(Math.abs(impact(-4000) / impact(1000) - 8) < 1e-12);
  assert.equal(impact(0), 0);
});

test('a cost that is not known is not taken for nothing', () => {
  assert.throws(() => costOfTrade(8, 100, { ...terms, linear: new Map([[7, 0.02]]) }), /no cost of trading/);
  assert.throws(() => costOfTrade(8, 100, { ...terms, linear: Number.NaN }), /no cost of trading/);
  assert.throws(() => costOfTrade(8, 100, { ...terms, impact: 1 }), /daily volume/);
});
