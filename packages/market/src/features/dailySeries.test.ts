import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGeneratedMarket } from '../generated/generatedMarket.ts';
import { DailySeries } from './dailySeries.ts';
import { tinyPanel, type TinyRow } from './testing/tinyPanel.ts';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-14, `${actual} is not ${expected}`);

function seriesOf(rows: readonly TinyRow[], indexSize = 100): DailySeries {
  const result = new DailySeries(indexSize);
  result.extend(tinyPanel(rows));
  return result;
}

/** Doubles on day 1. */
const doubling = (shares: number, labels = {}): TinyRow => ({ labels, close: [10, 20], shares: [shares, shares] });
const still = (shares: number, labels = {}): TinyRow => ({ labels, close: [10, 10], shares: [shares, shares] });

test('the market is the mean return weighted with the root of yesterday’s market value', () => {
  // Weights √(10·100) : √(10·400) = 1 : 2 for one stock that doubles and five-fold company of stills.
  const { market } = seriesOf([doubling(400), still(100), still(100), still(100), still(100), still(100)]);
  near(market[1], (2 * Math.log(2)) / (2 + 5));
});

test('funds, penny stocks and companies below the index size do not count', () => {
  const five = [still(100), still(100), still(100), still(100), still(100)];
  near(seriesOf([doubling(1e9, { isFund: true }), ...five]).market[1], 0);
  near(seriesOf([{ close: [0.5, 1], shares: [1e9, 1e9] }, ...five]).market[1], 0);
  near(seriesOf([doubling(1), ...five], 5).market[1], 0);
  assert.ok(seriesOf([doubling(1), ...five], 6).market[1] > 0);
});

test('a sector has its own return, and follows the market while it has fewer than five', () => {
  const energy = { sector: 'Energy' };
  const rows = [
    doubling(100, energy),
    ...Array.from({ length: 4 }, () => still(100, energy)),
    ...Array.from({ length: 5 }, () => still(100)),
  ];
  const { sectors, market } = seriesOf(rows);
  near(market[1], Math.log(2) / 10);
  near(sectors?.daily[0][1] as number, Math.log(2) / 5);
  near(seriesOf(rows.slice(1)).sectors?.daily[0][1] as number, 0);
  assert.equal(seriesOf([still(1)]).sectors, null);
});

test('a thin industry follows its sector', () => {
  const labels = { sector: 'Energy', industry: 'Oil' };
  const rows = [
    doubling(100, labels),
    ...Array.from({ length: 4 }, () => still(100, { sector: 'Energy', industry: 'Gas' })),
  ];
  const { sectors, industries } = seriesOf([...rows, ...Array.from({ length: 5 }, () => still(100))]);
  assert.equal(industries?.daily[0][1], sectors?.daily[0][1]);
});

test('days taken in one by one, while the panel moves to larger arrays, give the series of all at once', () => {
  const market = createGeneratedMarket({ seed: 3, securities: 60, startDate: '2020-01-06' });
  const grown = new DailySeries(50);
  for (const days of [1, 40, 1, 1100]) {
    market.advance(days);
    grown.extend(market.panel);
  }
  const whole = new DailySeries(50);
  whole.extend(market.panel);
  assert.equal(grown.days, 1142);
  assert.deepEqual(grown.market.subarray(0, 1142), whole.market.subarray(0, 1142));
  assert.deepEqual(grown.logReturn, whole.logReturn);
  assert.deepEqual(
    grown.sectors?.cumulative.map((row) => row[1141]),
    whole.sectors?.cumulative.map((row) => row[1141]),
  );
  assert.throws(() => whole.extend({ ...market.panel, days: market.panel.days.slice(0, 10) }), RangeError);
});
