import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';

import { buildPanel } from './import/buildPanel.ts';
import type { Label } from './import/importLabels.ts';
import { type SmallTicker, smallPrices, wave } from './import/testing/smallPrices.ts';
import type { MarketPanel } from './panel.ts';
import { universeAt } from './universe.ts';

const DAYS = 130;
const LAST = DAYS - 1;

function stock(level: number, millions: number, more: Partial<SmallTicker> = {}): SmallTicker {
  const close = wave(DAYS, level);
  return { close, shares: close.map(() => millions * 1e6), volume: close.map(() => 1000 * millions), ...more };
}

function panelOf(table: Record<string, SmallTicker>, names: Record<string, string> = {}): MarketPanel {
  const labels = new Map(
    Object.entries(names).map(([ticker, name]): [string, Label] => [
      ticker,
      { name, exchange: null, sector: null, industry: null, country: null },
    ]),
  );
  return buildPanel(smallPrices(table), { labels }).panel;
}

const idsAt = (panel: MarketPanel, day = LAST, size = 10): string[] =>
  [...universeAt(panel, day, { size }).members].map((index) => panel.securities[index]?.id as string);

it('takes the largest by close × shares, largest first, ties by id', () => {
  const panel = panelOf({ A: stock(10, 1), B: stock(10, 3), C: stock(20, 1), D: stock(10, 2), E: stock(5, 1) });
  assert.deepEqual(idsAt(panel), ['B', 'C', 'D', 'A', 'E']);
  assert.deepEqual(idsAt(panel, LAST, 2), ['B', 'C']);
  const { size } = universeAt(panel, LAST, { size: 1 });
  assert.deepEqual([...size], [(panel.close[1 * panel.stride + LAST] as number) * 3e6]);
});

it('leaves out prices below 1, closed-end funds, and what does not trade on the day', () => {
  const absent = stock(10, 9);
  const panel = panelOf(
    {
      A: stock(10, 1),
      P: stock(0.5, 1000),
      F: stock(10, 50),
      X: { ...absent, close: [...absent.close.slice(0, -1), null] },
    },
    { F: 'Nuveen Municipal Value Fund Inc.' },
  );
  assert.deepEqual(idsAt(panel), ['A']);
  assert.deepEqual(idsAt(panel, LAST - 1), ['X', 'A']);
});

it('asks for 100 returns in the last 126 days', () => {
  const young = (returns: number): SmallTicker => {
    const { close, ...rest } = stock(10, 5);
    return { ...rest, close: close.map((value, day) => (day < DAYS - 1 - returns ? null : value)) };
  };
  assert.deepEqual(idsAt(panelOf({ A: stock(10, 1), Y: young(100) })), ['Y', 'A']);
  assert.deepEqual(idsAt(panelOf({ A: stock(10, 1), Y: young(99) })), ['A']);
});

it('leaves out a close that has not changed for ten days', () => {
  const pinned = (days: number): SmallTicker => {
    const { close, ...rest } = stock(10, 5);
    return { ...rest, close: close.map((value, day) => (day >= LAST - days ? 33 : value)) };
  };
  assert.deepEqual(idsAt(panelOf({ A: stock(10, 1), P: pinned(9) })), ['P', 'A']);
  assert.deepEqual(idsAt(panelOf({ A: stock(10, 1), P: pinned(10) })), ['A']);
});

it('takes the most traded class of a company, by name', () => {
  const panel = panelOf(
    {
      GOOG: stock(10, 5, { volume: wave(DAYS, 10) }),
      GOOGL: stock(10, 4, { volume: wave(DAYS, 20) }),
      Z: stock(10, 1),
    },
    { GOOG: 'Alphabet Inc. Class C Capital Stock', GOOGL: 'Alphabet Inc. Class A Common Stock' },
  );
  assert.deepEqual(idsAt(panel), ['GOOGL', 'Z']);
});

it('carries shares outstanding for up to five days, and then knows no size', () => {
  const { shares, ...rest } = stock(10, 5);
  const until = (days: number): SmallTicker => ({
    ...rest,
    shares: shares?.map((n, day) => (day > LAST - days ? null : n)),
  });
  assert.deepEqual(idsAt(panelOf({ A: stock(10, 1), N: until(5) })), ['N', 'A']);
  assert.deepEqual(idsAt(panelOf({ A: stock(10, 1), N: until(6) })), ['A']);
});

it('ranks by the median dollar volume of 63 days where the panel knows no shares', () => {
  const volume = (level: number): SmallTicker => ({ close: wave(DAYS, 10), volume: wave(DAYS, level) });
  const spike = { close: wave(DAYS, 10), volume: wave(DAYS, 1).map((value, day) => (day % 3 === 0 ? 1e9 : value)) };
  const panel = panelOf({ A: volume(100), B: volume(200), S: spike });
  assert.deepEqual(idsAt(panel), ['B', 'A', 'S']);
});

it('takes the first ids, sizes NaN, where neither shares nor volume are known', () => {
  const panel = panelOf({ B: { close: wave(DAYS, 10) }, A: { close: wave(DAYS, 99) }, C: { close: wave(DAYS, 5) } });
  assert.deepEqual(idsAt(panel, LAST, 2), ['A', 'B']);
  assert.ok(universeAt(panel, LAST, { size: 2 }).size.every(Number.isNaN));
});

it('knows nothing of later days', () => {
  const table = { A: stock(10, 1), B: stock(10, 3), C: stock(20, 1), D: stock(1.01, 300) };
  const panel = panelOf(table);
  const day = 110;
  const expected = universeAt(panel, day, { size: 3, minimumReturns: 90 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const changed = (values: Float64Array | null): Float64Array | null =>
        values?.map((value, cell) => (cell % panel.stride > day ? (seed * (cell + 1)) % 97 || Number.NaN : value)) ??
        null;
      const future = {
        ...panel,
        close: changed(panel.close) as Float64Array,
        adjustment: changed(panel.adjustment) as Float64Array,
        volume: changed(panel.volume),
        shares: changed(panel.shares),
      };
      assert.deepEqual(universeAt(future, day, { size: 3, minimumReturns: 90 }), expected);
    }),
    { numRuns: 20, seed: 1 },
  );
});

it('asserts that the day exists', () => {
  assert.throws(() => universeAt(panelOf({ A: stock(10, 1) }), DAYS, { size: 1 }), RangeError);
});
