import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fundSummary } from '../fundSummary.ts';
import { drawdowns } from './drawdowns.ts';
import { monthlyReturns } from './monthlyReturns.ts';
import { type NavPoint, returnsOf } from './navPoints.ts';
import { annualReturn, hitRate, sharpe, volatility } from './riskFigures.ts';
import { rollingSharpe } from './rollingSharpe.ts';

const near = (actual: number | null | undefined, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= tolerance, `${actual} and not ${expected}`);
const dayAt = (t: number) => new Date(Date.UTC(2023, 10, 30 + t)).toISOString().slice(0, 10);
const points = (navs: readonly number[]): NavPoint[] => navs.map((nav, t) => ({ day: dayAt(t), nav }));
const path = (returns: readonly number[]): NavPoint[] => {
  let nav = 100;
  return points([100, ...returns.map((value) => (nav *= 1 + value))]);
};

test('a month is from its last NAV to the last before it, and months compound to the year', () => {
  const table = monthlyReturns([
    { day: '2023-11-20', nav: 100 },
    { day: '2023-11-30', nav: 110 },
    { day: '2023-12-15', nav: 90 },
    { day: '2023-12-29', nav: 121 },
    { day: '2024-01-31', nav: 60.5 },
    { day: '2024-03-28', nav: 66.55 },
  ]);
  assert.deepEqual(
    table.map(({ year }) => year),
    [2023, 2024],
  );
  const shown = (year: number) =>
    table[year].months.map((value) => (value === null ? null : Number(value.toFixed(12))));
  assert.deepEqual(shown(0), [...Array(10).fill(null), 0.1, 0.1]);
  assert.deepEqual(shown(1), [-0.5, 0, 0.1, ...Array(9).fill(null)]);
  near(table[0].total, 0.21);
  near(table[1].total, 0.55 - 1);
  assert.deepEqual(monthlyReturns(points([1])), []);
});

test('a first NAV at the end of a month opens the next month', () => {
  const [year] = monthlyReturns([
    { day: '2023-11-30', nav: 100 },
    { day: '2023-12-29', nav: 103 },
  ]);
  assert.equal(year.months[10], null);
  near(year.months[11], 0.03);
});

test('all months compound to the whole return, whatever the path', () => {
  const change = fc.integer({ min: -50, max: 60 }).map((value) => value / 1000);
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 300 }), (changes) => {
      const navs = path(changes);
      const growth = monthlyReturns(navs)
        .flatMap(({ months }) => months)
        .reduce<number>((product, value) => product * (1 + (value ?? 0)), 1);
      near(growth / (navs[navs.length - 1].nav / 100), 1);
    }),
  );
});

test('drawdowns have peak, trough and recovery, the deepest first, and the last may be open', () => {
  const found = drawdowns(points([100, 120, 90, 100, 120, 130, 117, 125]));
  assert.deepEqual(
    found.map(({ start, trough, recovery, days }) => [start, trough, recovery, days]),
    [
      [dayAt(1), dayAt(2), dayAt(4), 3],
      [dayAt(5), dayAt(6), null, 2],
    ],
  );
  near(found[0].depth, 0.25);
  near(found[1].depth, 0.1);
  assert.deepEqual(drawdowns(points([1, 2, 2, 3])), []);
  assert.deepEqual(drawdowns([]), []);
});

test('the deepest drawdown is the maximum drawdown of the summary, and every NAV lies in at most one', () => {
  const nav = fc.integer({ min: 50, max: 150 });
  fc.assert(
    fc.property(fc.array(nav, { minLength: 1, maxLength: 60 }), (navs) => {
      const found = drawdowns(points(navs));
      near(found[0]?.depth ?? 0, fundSummary({ navs, rebalances: [] }).maxDrawdown);
      const inOrder = [...found].sort((a, b) => (a.start < b.start ? -1 : 1));
      inOrder.forEach((fall, i) => {
        assert.ok(fall.start < fall.trough && (fall.recovery === null || fall.trough < fall.recovery));
        const next = inOrder[i + 1];
        if (next !== undefined) assert.ok(fall.recovery !== null && fall.recovery <= next.start);
      });
    }),
  );
});

test('alternating returns have their closed-form volatility, Sharpe ratio and standard error', () => {
  const [m, a, days] = [0.001, 0.01, 400];
  const returns = Array.from({ length: days }, (_, t) => m + (t % 2 === 0 ? a : -a));
  const deviation = a * Math.sqrt(days / (days - 1));
  near(volatility(returns), deviation * Math.sqrt(252));
  const ratio = sharpe(returns);
  near(ratio?.ratio, (m / deviation) * Math.sqrt(252), 1e-11);
  // Two equal points have no skew and a kurtosis of 1: the error is that of the mean alone.
  near(ratio?.standardError, Math.sqrt(252 / days), 1e-11);
  near(sharpe(returns, 0.252)?.ratio, 0, 1e-11);
  near(annualReturn(returns), (1.011 * 0.991) ** 126 - 1);
});

test('a yearly return compounds, and a hit is a gain and not a zero', () => {
  near(annualReturn(Array<number>(504).fill(0.0005)), 1.0005 ** 252 - 1);
  near(hitRate([0.1, 0, -0.1, 0.2]), 0.5);
  assert.deepEqual([annualReturn([]), hitRate([]), volatility([0.1]), sharpe([0.1, 0.2])], [null, null, null, null]);
  assert.equal(sharpe([0.1, 0.1, 0.1]), null);
});

test('skew and fat tails widen the error of a Sharpe ratio as they should', () => {
  // One crash in ten: skew −8/3, kurtosis 73/9.
  const returns = Array.from({ length: 1000 }, (_, t) => (t % 10 === 0 ? -0.02 : 0.01));
  const s = 0.007 / (0.009 * Math.sqrt(1000 / 999));
  const variance = (1 + (8 / 3) * s + ((73 / 9 - 1) / 4) * s * s) / 1000;
  near(sharpe(returns)?.standardError, Math.sqrt(variance * 252), 1e-9);
});

test('rolling figures are those of their windows alone', () => {
  const returns = Array.from({ length: 30 }, (_, t) => 0.01 * Math.sin(t * t));
  const navs = path(returns);
  const rolled = rollingSharpe(navs, 10);
  assert.equal(rolled.length, 21);
  assert.equal(rolled[0].day, dayAt(10));
  near(rolled[5].ratio, sharpe(returnsOf(navs).slice(5, 15))?.ratio ?? Number.NaN);
  assert.deepEqual(rollingSharpe(navs), []);
  assert.throws(() => rollingSharpe(navs, 2), RangeError);
});

test('a NAV that is none and days out of order are refused', () => {
  assert.throws(() => returnsOf(points([1, 0])), RangeError);
  assert.throws(() => returnsOf(points([1, Number.NaN])), RangeError);
  assert.throws(() => drawdowns([...points([1]), ...points([2])]), /does not follow/);
});
