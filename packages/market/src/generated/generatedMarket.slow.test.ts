/**
 * The generated market beside the panel it imitates: 2,000 names, three years, each figure within a range about the
 * calibration table's (reference "finance defaults", section 8; the panel's figure stands in the comment).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGeneratedMarket } from './generatedMarket.ts';
import { measureEdge, measurePanel, measureSpecific, recordSignals, specificReturns } from './testing/measureMarket.ts';

const SECURITIES = 2000;
const DAYS = 750;
const market = createGeneratedMarket({ seed: 1, securities: SECURITIES, startDate: '2019-01-04' });
const signals = recordSignals(market, DAYS);
const panel = measurePanel(market.panel);
const { rows, returns, rSquared } = specificReturns(market.panel);
const specific = measureSpecific(returns);

function within(x: number, least: number, most: number, what: string): void {
  assert.ok(x >= least && x <= most, `${what} is ${x}, not within ${least} and ${most}`);
}
function eachWithin(values: readonly number[], ranges: readonly (readonly [number, number])[], what: string): void {
  assert.equal(values.length, ranges.length);
  ranges.forEach(([least, most], i) => within(values[i], least, most, `${what} [${i}]`));
}

test('the market moves like the panel: 17 % a year, kurtosis 8.6, clusters .15 .17 .11', () => {
  within(panel.marketVolatility, 0.13, 0.21, 'volatility');
  within(panel.marketKurtosis, 4.5, 20, 'kurtosis');
  for (const rho of panel.marketClustering) within(rho, 0.03, 0.3, 'autocorrelation of |r|');
});

test('total volatility lies at 22 · 29 · 37 · 50 · 76 %', () => {
  const ranges = [0.22, 0.29, 0.37, 0.5, 0.76].map((x) => [0.85 * x, 1.15 * x] as const);
  eachWithin(panel.totalVolatility, ranges, 'quantile');
});

test('betas lie between .2 and 2.2 about 1 with deviation .6, and go with volatility', () => {
  eachWithin(
    panel.beta,
    [
      [0.05, 0.4],
      [0.85, 1.15],
      [1.8, 2.5],
    ],
    'quantile',
  );
  within(panel.betaSd, 0.48, 0.72, 'deviation');
  within(panel.volatilityWithBeta, 0.6, 0.85, 'correlation with log volatility, .7 for specific volatility');
  within(panel.volatilityWithSize, -0.45, -0.15, 'correlation of log volatility with log size, -.33');
});

test('pairs correlate by .20, within a sector by .05 more, and the first eigenvalue holds 23 %', () => {
  within(panel.pairwise, 0.15, 0.26, 'mean');
  within(panel.pairwiseSd, 0.08, 0.14, 'deviation, .12');
  within(panel.sameSector - panel.pairwise, 0.03, 0.08, 'excess within a sector');
  within(panel.firstEigenvalue, 0.17, 0.29, 'share of the first eigenvalue');
});

test('market values: median 7.1 bn, smallest 1.7 bn, log deviation 1.3, 20 largest 32 %', () => {
  const { first, last } = panel.size;
  within(first.median, 6.2e9, 8e9, 'median');
  within(first.least, 1.4e9, 2e9, 'smallest');
  within(first.logSd, 1.15, 1.45, 'log deviation');
  within(first.largest20, 0.25, 0.45, 'share of the largest');
  within(last.logSd, 1.1, 1.5, 'log deviation after three years');
  within(last.largest20, 0.2, 0.45, 'share of the largest after three years');
});

test('trading: turnover 1.7 a year, median 56 m USD a day at a median size of 7.1 bn, log deviation 1.5', () => {
  within(panel.yearlyTurnover, 1.4, 2.3, 'turnover');
  within((panel.dollarVolume.median / panel.size.last.median) * 7.1e9, 42e6, 70e6, 'median');
  within(panel.dollarVolume.logSd, 1.3, 1.7, 'log deviation');
});

test('some returns are 0 (1.6 %), 2.5 % of the names split in a year, 4.6 % leave', () => {
  within(panel.zeroReturns, 0.004, 0.025, 'zero returns');
  within(panel.splitsPerYear, 0.018, 0.032, 'splits');
  within(market.exits.length / ((SECURITIES * DAYS) / 252), 0.04, 0.052, 'exits');
  const mergers = market.exits.filter((exit) => exit.kind === 'merger').length;
  within(mergers / market.exits.length, 0.36, 0.52, 'mergers among the exits, 4/9');
});

test('a risk model explains .22 of the daily cross-section (.17 to .27 by year)', () => {
  within(rSquared, 0.17, 0.27, 'R squared');
});

test('specific volatility lies at 16 · 23 · 30 · 43 · 69 %', () => {
  const ranges = [0.16, 0.23, 0.3, 0.43, 0.69].map((x) => [0.83 * x, 1.17 * x] as const);
  eachWithin(specific.volatility, ranges, 'quantile');
});

test('specific returns have heavy tails: kurtosis 14 (8 to 24), 1.3 %, .35 %, .034 % beyond 3, 5, 10', () => {
  within(specific.medianKurtosis, 8, 24, 'kurtosis');
  eachWithin(
    specific.beyond,
    [
      [0.011, 0.017],
      [0.0025, 0.0045],
      [0.00018, 0.0005],
    ],
    'share beyond',
  );
  within(specific.autocorrelation, -0.02, 0.01, 'autocorrelation, -.006');
  eachWithin(
    specific.clustering,
    [
      [0.07, 0.14],
      [0.015, 0.06],
    ],
    'autocorrelation of |r|, .11 and .03',
  );
});

test('the cross-section disperses by 2.2 % a day, with variation .20 and persistence .71', () => {
  within(specific.dispersion, 0.019, 0.025, 'dispersion');
  within(specific.dispersionVariation, 0.15, 0.25, 'coefficient of variation');
  within(specific.dispersionPersistence, 0.45, 0.85, 'persistence');
});

test('volatile stocks have their median below their mean: -.1 0 0 -.3 -1.1 % in 20 days by volatility quintile', () => {
  eachWithin(
    specific.medianBelowMean,
    [
      [-0.003, 0.002],
      [-0.004, 0.002],
      [-0.005, 0.002],
      [-0.007, -0.001],
      [-0.015, -0.007],
    ],
    'median less mean',
  );
  within(specific.volatilityArtefact, -0.055, -0.015, 'rank correlation of volatility with the 20-day return, -.026');
});

test('who knew the planted expectation would reach an information coefficient of .02 to .03', () => {
  // One standard error is .005: 25 disjoint periods of 2,000 names, plus what the styles leave.
  within(measureEdge(signals, rows, returns), 0.015, 0.035, 'information coefficient');
});

test('after thirty years the market still looks like one', () => {
  const old = createGeneratedMarket({ seed: 3, securities: 200, startDate: '2019-01-04' });
  old.advance(30 * 252);
  const { close, shares, stride, days, securities } = old.panel;
  const live = securities.flatMap((_, row) => {
    const at = row * stride + days.length - 1;
    return Number.isNaN(close[at]) ? [] : [{ price: close[at], value: close[at] * (shares as Float64Array)[at] }];
  });
  assert.equal(live.length, 200);
  const logs = live.map(({ value }) => Math.log(value));
  const centre = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const logSd = Math.sqrt(logs.reduce((sum, x) => sum + (x - centre) ** 2, 0) / logs.length);
  within(logSd, 1, 1.9, 'log deviation of market values');
  const total = live.reduce((sum, { value }) => sum + value, 0);
  within(Math.max(...live.map(({ value }) => value)) / total, 0, 0.35, 'share of the largest company');
  const ordinary = live.filter(({ price }) => price >= 1 && price < 2000).length;
  within(ordinary / live.length, 0.95, 1, 'prices from 1 to 2,000');
  within(old.exits.length / 200 / 30, 0.038, 0.054, 'exits a year');
});
