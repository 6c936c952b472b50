import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findMisplacedDecimals, removeMisplacedDecimals } from './misplacedDecimals.ts';

const security = {
  id: 'A',
  ticker: 'A',
  name: null,
  exchange: null,
  sector: null,
  industry: null,
  country: null,
  isFund: false,
  company: null,
};

const panelOf = (closes: number[], adjustment = closes.map(() => 1)) => ({
  days: closes.map((_, i) => `2024-01-${String(i + 1).padStart(2, '0')}`),
  securities: [security],
  stride: closes.length,
  close: Float64Array.from(closes),
  adjustment: Float64Array.from(adjustment),
  open: Float64Array.from(closes),
  high: null,
  low: null,
});

const foundOn = (closes: number[], adjustment?: number[]): number[] =>
  findMisplacedDecimals(panelOf(closes, adjustment)).map(({ day }) => day);

it('finds closes that are a power of ten off both neighbours, also after a missing row', () => {
  assert.deepEqual(foundOn([116.03, 11.696, 116.85]), [1]);
  assert.deepEqual(foundOn([90.3, 0.916, 91.1, 905, 90]), [1, 3]);
  assert.deepEqual(foundOn([50, Number.NaN, 500, 51]), [2]);
});

it('leaves real moves alone: those that stay, those of another size, and adjusted splits', () => {
  assert.deepEqual(foundOn([100, 10, 10.2, 9.9]), [], 'a fall that stays');
  assert.deepEqual(foundOn([100, 40, 100]), [], 'not a power of ten');
  assert.deepEqual(foundOn([100, 10, 60]), [], 'not back to where it was');
  assert.deepEqual(foundOn([100, 10, 10], [1, 10, 10]), [], 'a split with its factor');
  assert.deepEqual(foundOn([100, 10]), [], 'without a row after it there is no proof');
});

it('makes the row missing and says so, and leaves what it was given', () => {
  const panel = panelOf([116.03, 11.696, 116.85]);
  const { prices, incidents } = removeMisplacedDecimals(panel);
  assert.deepEqual([...prices.close], [116.03, Number.NaN, 116.85]);
  assert.ok(Number.isNaN(prices.open?.[1] ?? 0));
  assert.equal(panel.close[1], 11.696);
  assert.deepEqual(
    incidents.map(({ rule, day, severity }) => [rule, day, severity]),
    [['misplaced_decimal', '2024-01-02', 'error']],
  );
});
