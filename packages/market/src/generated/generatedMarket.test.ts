import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MarketPanel } from '../panel.ts';
import { createGeneratedMarket } from './generatedMarket.ts';
import { dayReturn, measurePanel } from './testing/measureMarket.ts';

const OPTIONS = { seed: 5, securities: 120, startDate: '2019-01-04' };
const market = createGeneratedMarket(OPTIONS);
market.advance(1100);
const { panel, exits } = market;

/** All cells by security and day, without the spare capacity. */
function cells(p: MarketPanel): number[] {
  const arrays = [p.close, p.adjustment, p.volume as Float64Array, p.shares as Float64Array];
  return arrays.flatMap((array) =>
    p.securities.flatMap((_, row) => [...array.subarray(row * p.stride, row * p.stride + p.days.length)]),
  );
}

test('advancing by one day at a time, or in pieces, gives the same bits as at once', () => {
  for (const pieces of [Array.from({ length: 1100 }, () => 1), [3, 0, 997, 100]]) {
    const other = createGeneratedMarket(OPTIONS);
    for (const days of pieces) other.advance(days);
    assert.deepEqual(other.panel.days, panel.days);
    assert.deepEqual(other.panel.securities, panel.securities);
    assert.deepEqual(cells(other.panel), cells(panel));
    assert.deepEqual(other.exits, exits);
    assert.deepEqual(other.plantedReturns(), market.plantedReturns());
  }
});

test('another seed gives another market', () => {
  const other = createGeneratedMarket({ ...OPTIONS, seed: 6 });
  other.advance(2);
  assert.notEqual(other.panel.close[1], panel.close[1]);
});

test('a panel taken earlier stays what it was while the market goes on past its capacity', () => {
  const growing = createGeneratedMarket({ ...OPTIONS, securities: 20 });
  growing.advance(1000);
  const early = growing.panel;
  const before = cells(early);
  growing.advance(100);
  assert.notEqual(growing.panel.stride, early.stride);
  assert.equal(early.days.length, 1000);
  assert.deepEqual(cells(early), before);
});

test('the days are New York trading days from the first one on', () => {
  const early = createGeneratedMarket({ ...OPTIONS, securities: 20, startDate: '2023-12-23' });
  early.advance(7);
  assert.deepEqual(early.panel.days, [
    '2023-12-26',
    '2023-12-27',
    '2023-12-28',
    '2023-12-29',
    '2024-01-02',
    '2024-01-03',
    '2024-01-04',
  ]);
});

test('every listing trades each day from its first to its last, and never before or after', () => {
  const lastDay = new Map(exits.map((exit) => [exit.security, exit.day]));
  const tradedBy = new Int32Array(panel.days.length);
  panel.securities.forEach((security, row) => {
    const close = panel.close.subarray(row * panel.stride, row * panel.stride + panel.days.length);
    const first = close.findIndex((x) => !Number.isNaN(x));
    const last = lastDay.get(row) ?? panel.days.length - 1;
    assert.ok(first >= 0, `${security.id} has a row`);
    for (let day = 0; day < panel.days.length; day += 1) {
      const at = row * panel.stride + day;
      const values = [panel.close[at], panel.adjustment[at], panel.volume?.[at], panel.shares?.[at]];
      if (day < first || day > last) {
        assert.ok(values.every(Number.isNaN));
      } else {
        assert.ok(values.every((x) => Number.isFinite(x) && (x as number) >= 0));
        assert.ok(
          panel.close[at] >= 0.01 && Number.isInteger(panel.shares?.[at]) && Number.isInteger(panel.volume?.[at]),
        );
        tradedBy[day] += 1;
      }
    }
  });
  assert.ok(tradedBy.every((count) => count === OPTIONS.securities));
  assert.equal(panel.securities.length, OPTIONS.securities + exits.filter((exit) => exit.day < 1099).length);
});

test('a split changes close, shares and factor together: adjusted prices and market value go on', () => {
  let splits = 0;
  panel.securities.forEach((_, row) => {
    for (let day = 1; day < panel.days.length; day += 1) {
      const at = row * panel.stride + day;
      const ratio = panel.adjustment[at] / panel.adjustment[at - 1];
      if (Number.isNaN(ratio) || Math.abs(ratio - 1) < 1e-9) continue;
      splits += 1;
      const shares = panel.shares as Float64Array;
      assert.ok(Math.abs(shares[at] / shares[at - 1] / ratio - 1) < 0.15, 'shares move by the ratio, but for an issue');
      assert.ok(Math.abs(dayReturn(panel, row, day)) < 0.4, 'the adjusted return is an ordinary one');
      const unadjusted = panel.close[at] / panel.close[at - 1] - 1;
      assert.ok(ratio > 1 ? unadjusted < -0.3 : unadjusted > 0.3);
    }
  });
  assert.ok(splits >= 5, `${splits} splits`);
});

test('a merger jumps, then stays pinned until the listing ends; a collapse loses more than half', () => {
  // Enough companies to see collapses, which are a hundredth of the exits.
  const large = createGeneratedMarket({ seed: 2, securities: 1000, startDate: '2019-01-04' });
  large.advance(756);
  const kinds = new Set(large.exits.map((exit) => exit.kind));
  assert.deepEqual(kinds, new Set(['merger', 'collapse', 'small']));
  for (const { kind, security, day } of large.exits) {
    const last20 = Array.from({ length: 20 }, (_, i) => dayReturn(large.panel, security, day - i));
    if (kind === 'merger') {
      const volatility = Math.sqrt((last20.reduce((sum, r) => sum + r * r, 0) / 20) * 252);
      assert.ok(volatility < 0.15, `annual volatility ${volatility}`);
    } else if (kind === 'collapse') {
      assert.ok(last20.reduce((product, r) => product * (1 + r), 1) < 0.5);
    }
  }
  const yearly = large.exits.length / 1000 / 3;
  assert.ok(yearly > 0.035 && yearly < 0.058, `${yearly} exits a year`);
});

test('even a small market has the volatility, correlation and betas of a stock market', () => {
  const { totalVolatility, pairwise, sameSector, beta, marketVolatility } = measurePanel(panel);
  assert.ok(marketVolatility > 0.1 && marketVolatility < 0.25);
  assert.ok(totalVolatility[2] > 0.3 && totalVolatility[2] < 0.45);
  assert.ok(totalVolatility[4] > 2 * totalVolatility[0]);
  assert.ok(pairwise > 0.12 && pairwise < 0.3 && sameSector > pairwise);
  assert.ok(beta[1] > 0.75 && beta[1] < 1.25);
});

test('labels: twelve sectors with their industries, a fifth not from the United States, no funds, one company each', () => {
  const { securities } = panel;
  assert.equal(new Set(securities.map((security) => security.id)).size, securities.length);
  assert.equal(new Set(securities.map((security) => security.name)).size, securities.length);
  const foreign = securities.filter(({ country }) => country !== null && country !== 'United States').length;
  assert.ok(foreign / securities.length > 0.1 && foreign / securities.length < 0.3);
  const sectorOf = new Map<string | null, string | null>();
  for (const { industry, sector, isFund, company } of securities) {
    assert.equal(sectorOf.get(industry) ?? sector, sector, 'an industry lies in one sector');
    sectorOf.set(industry, sector);
    assert.ok(!isFund && company === null);
  }
});

test('the planted expectation is small, and known for exactly the listings that trade on', () => {
  const planted = market.plantedReturns();
  panel.securities.forEach((_, row) => {
    const hasTraded = !Number.isNaN(panel.close[row * panel.stride + panel.days.length - 1]);
    const isGone = exits.some((exit) => exit.security === row);
    assert.equal(Number.isNaN(planted[row]), !hasTraded || isGone);
  });
  const known = planted.filter((x) => !Number.isNaN(x));
  assert.ok(
    known.every((x) => Math.abs(x) < 0.005),
    'less than half a percent a day',
  );
  assert.ok(known.some((x) => x > 0) && known.some((x) => x < 0));
});

test('what cannot be generated is refused', () => {
  const refused = (changes: object): void => {
    assert.throws(() => createGeneratedMarket({ ...OPTIONS, ...changes }), RangeError);
  };
  for (const securities of [0, 19, 20.5, Number.NaN, 1e6]) refused({ securities });
  for (const seed of [-1, 0.5]) refused({ seed });
  for (const startDate of ['', '2019-02-30', '4 January 2019']) refused({ startDate });
  for (const days of [-1, 0.5, Number.NaN]) {
    assert.throws(() => createGeneratedMarket(OPTIONS).advance(days), RangeError);
  }
});
