import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MarketPanel } from '../panel.ts';
import { DailySeries } from './dailySeries.ts';
import { StockWindow } from './stockWindow.ts';
import { series, tinyPanel, type TinyRow } from './testing/tinyPanel.ts';

function windowOf(row: TinyRow, day = row.close.length - 1, others: readonly TinyRow[] = []): StockWindow {
  return windowOn(tinyPanel([row, ...others]), day);
}

function windowOn(panel: MarketPanel, day: number): StockWindow {
  const shared = new DailySeries(10);
  shared.extend(panel);
  const window = new StockWindow(panel, shared, day);
  window.load(0, 4e9);
  return window;
}

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

/** A price that grows 1 % (as a log) a day. */
const growing = (days: number): TinyRow => ({ close: series(days, (day) => Math.exp(0.01 * day)) });

test('momentum is the sum of the log returns of its days, without the skipped ones', () => {
  const window = windowOf(growing(300));
  near(window.returnSum(252, 21), 2.31);
  near(window.returnSum(5), 0.05);
  near(window.returnSum(252, 231), 0.21);
});

test('a window is missing until 60 % of it exist', () => {
  // Day 151 is the first with 151 returns; 252 · 0.6 = 151.2.
  assert.ok(Number.isNaN(windowOf(growing(152)).returnSum(252)));
  near(windowOf(growing(153)).returnSum(252), 1.52);
  assert.ok(Number.isNaN(windowOf(growing(152)).over(252).volatility));
  assert.ok(windowOf(growing(152)).over(126).volatility < 1e-9);
});

test('nothing after the day is read', () => {
  const close = series(200, (day) => 50 + Math.sin(day));
  const poisoned = close.map((price, day) => (day <= 150 ? price : 1e6));
  const [a, b] = [windowOf({ close }, 150), windowOf({ close: poisoned }, 150)];
  assert.equal(a.returnSum(126, 5), b.returnSum(126, 5));
  assert.equal(a.toHigh(63), b.toHigh(63));
  assert.equal(a.over(63).beta, b.over(63).beta);
});

test('a gap of five days gives one return, a longer gap none', () => {
  const withGap = (missing: number) => ({
    close: series(60, (day) => (day >= 40 && day < 40 + missing ? Number.NaN : day < 40 ? 10 : 20)),
  });
  near(windowOf(withGap(5)).returnSum(21), Math.log(2));
  near(windowOf(withGap(6)).returnSum(21), 0);
});

test('a split with its factor is no return, and shares adjusted for it are no issue', () => {
  const split = (day: number) => (day >= 200 ? 2 : 1);
  const window = windowOf({
    close: series(300, (day) => 100 / split(day)),
    adjustment: series(300, split),
    shares: series(300, (day) => 1e6 * split(day)),
  });
  near(window.returnSum(126), 0);
  near(window.toHigh(252), 0);
  near(window.issuance(126), 0);
});

test('issuance is the log change between medians of five days, so that one wrong figure is no issue', () => {
  const shares = series(300, (day) => (day >= 250 ? 1.1e6 : 1e6));
  shares[299] = 5e6;
  near(windowOf({ close: series(300, () => 10), shares }).issuance(126), Math.log(1.1));
});

test('highs, lows, drawdown and days since them are those of adjusted closes', () => {
  const close = series(100, () => 10);
  close[60] = 20;
  close[70] = 5;
  const window = windowOf({ close });
  near(window.toHigh(63), Math.log(10 / 20));
  near(window.toLow(63), Math.log(10 / 5));
  assert.equal(window.daysSinceHigh(63), 39);
  assert.equal(window.daysSinceLow(63), 29);
  assert.ok(Number.isNaN(window.drawdown(252)), '100 days are less than 60 % of 252');
  near(window.drawdown(126), Math.log(5 / 20));
  assert.equal(windowOf(growing(100)).daysSinceHigh(63), 0);
});

test('moving averages, relative strength and trend fit of a steady rise', () => {
  const window = windowOf({ close: series(100, (day) => 1 + day) });
  near(window.averageRatio(1, 21), Math.log(100 / 90));
  assert.equal(window.relativeStrength(14), 1);
  near(windowOf(growing(100)).trendFit(63), 1);
  near(windowOf({ close: series(100, (day) => Math.exp(-0.01 * day)) }).trendFit(63), -1);
});

test('relative strength weighs gains against losses', () => {
  const close = series(60, (day) => Math.exp(day % 2 === 0 ? 0.01 * day : 0.01 * day - 0.02));
  // Returns alternate −.01 and +.03.
  near(windowOf({ close }).relativeStrength(14), 0.75);
});

test('means of the five largest and smallest daily returns', () => {
  const returns = series(30, (day) => (day < 20 ? 0.01 : 0.001 * (day - 24.5)));
  let level = 0;
  const close = [1, ...returns.map((r) => Math.exp((level += r)))];
  const window = windowOf({ close });
  near(window.meanOfFive(-1), (-4.5 - 3.5 - 2.5 - 1.5 - 0.5) / 5000);
  near(window.meanOfFive(1), 0.01);
});

test('turnover, dollar volume and illiquidity leave out days of unknown volume and do not take them for 0', () => {
  const volume = series(100, (day) => (day % 10 === 3 ? Number.NaN : 1000));
  const window = windowOf({
    close: series(100, (day) => (day % 2 === 0 ? 10 : 11)),
    volume,
    shares: series(100, () => 1e6),
  });
  near(window.turnover(21), Math.log(0.001));
  assert.ok(Number.isNaN(window.turnover(252)));
  const ratio = Math.abs(Math.log(1.1));
  const days = series(21, (k) => 79 + k).filter((day) => day % 10 !== 3);
  const expected = days.reduce((sum, day) => sum + ratio / (1000 * (day % 2 === 0 ? 10 : 11)), 0) / days.length;
  near(window.illiquidity(21), Math.log(expected));
});

test('a volume that rises with the price has correlation 1 with it, and none is told without volume', () => {
  let level = 0;
  const returns = series(80, (day) => 0.01 * Math.sin(day));
  const close = [1, ...returns.map((r) => Math.exp((level += r)))];
  const volume = [1, ...returns.map((r, i) => Math.exp(5 * r) / close[i + 1])];
  near(windowOf({ close, volume }).volumeCorrelation(63, 'return'), 1);
  assert.ok(Number.isNaN(windowOf({ close }).volumeCorrelation(63, 'return')));
});

test('residual momentum is what market and sector do not explain', () => {
  // Six stocks make the index; the stock itself moves 1.5 times as much and .001 a day beyond.
  const factor = series(300, (day) => 0.01 * Math.cos(1.7 * day));
  const path = (beta: number, drift: number) => {
    let level = 0;
    return factor.map((m) => 100 * Math.exp((level += beta * m + drift)));
  };
  const others = series(9, () => 0).map(() => ({ close: path(1, 0), shares: series(300, () => 1e12) }));
  const window = windowOf({ close: path(1.5, 0.001), shares: series(300, () => 1) }, 299, others);
  assert.ok(Math.abs(window.over(252).beta - 1.5) < 1e-3);
  assert.ok(Math.abs(window.residualSum(252, 21) - 0.231) < 1e-3);
  assert.ok(Math.abs(window.residualSum(21) - 0.021) < 1e-4);
});

test('industry momentum is the index of the industry without the skipped days, and the market without a label', () => {
  const labels = { industry: 'Oil' };
  const rising: TinyRow = { labels, close: series(300, (day) => Math.exp(0.01 * day)) };
  const jumping: TinyRow = { labels, close: series(300, (day) => Math.exp(0.01 * day + (day >= 290 ? 1 : 0))) };
  const oil = windowOf(rising, 299, [rising, rising, rising, jumping]);
  near(oil.groupSum('industries', 252, 21), 2.31);
  assert.ok(Math.abs(oil.groupSum('industries', 21) - 0.41) < 1e-12, 'the jump is a fifth of the index');
  const unlabelled = windowOf({ close: rising.close }, 299, [rising, rising, rising, rising, jumping]);
  assert.ok(Math.abs(unlabelled.groupSum('industries', 21) - (0.21 + 1 / 6)) < 1e-12);
  assert.ok(Number.isNaN(windowOf(rising, 150).groupSum('industries', 252)));
});
