import assert from 'node:assert/strict';
import { it } from 'node:test';

import { logReturns } from '../logReturns.ts';
import type { MarketPanel, Security } from '../panel.ts';
import { tickerOn } from '../tickerOn.ts';
import { buildPanel } from './buildPanel.ts';
import type { RawFundamental } from './importFundamentals.ts';
import type { Label } from './importLabels.ts';
import type { RawShortInterest } from './importShortInterest.ts';
import { type SmallTicker, smallPrices, wave } from './testing/smallPrices.ts';

const NONE = (count: number): null[] => Array.from({ length: count }, () => null);

function label(name: string, industry: string | null = null): Label {
  return { name, industry, exchange: 'nyse', sector: 'Industrials', country: 'United States' };
}

const build = (table: Record<string, SmallTicker>, labels: Record<string, Label> = {}) =>
  buildPanel(smallPrices(table), { labels: new Map(Object.entries(labels)) });

const idsOf = (panel: MarketPanel): string[] => panel.securities.map(({ id }) => id);

const row = (panel: MarketPanel, values: Float64Array | null, id: string): number[] => {
  const start = idsOf(panel).indexOf(id) * panel.stride;
  return [...(values ?? [])].slice(start, start + panel.days.length);
};

it('lays rows out by security and day, NaN where there is none', () => {
  const { panel, incidents } = build({ A: { close: [1, null, 3], volume: [7, 8, null] }, B: { close: [4, 5, 6] } });
  assert.deepEqual(panel.days, ['2023-01-03', '2023-01-04', '2023-01-05']);
  assert.equal(panel.stride, 3);
  assert.deepEqual(row(panel, panel.close, 'A'), [1, Number.NaN, 3]);
  assert.deepEqual(row(panel, panel.volume, 'A'), [7, Number.NaN, Number.NaN]);
  assert.deepEqual(row(panel, panel.volume, 'B'), [Number.NaN, Number.NaN, Number.NaN]);
  assert.deepEqual(row(panel, panel.adjustment, 'B'), [1, 1, 1]);
  assert.deepEqual([panel.open, panel.shares, panel.fundamentals, panel.shortInterest], [null, null, null, null]);
  assert.deepEqual(incidents, []);
});

it('gives a symbol that comes back after 21 missing days a new id, after 20 not', () => {
  const { panel, incidents } = build({
    BACK: { close: [1, 2, ...NONE(21), 3] },
    KEPT: { close: [1, 2, ...NONE(20), 3, 4] },
  });
  assert.deepEqual(idsOf(panel), ['BACK', 'BACK~1', 'KEPT']);
  assert.deepEqual(
    panel.securities.map(({ ticker }) => ticker),
    ['BACK', 'BACK', 'KEPT'],
  );
  assert.deepEqual(row(panel, panel.close, 'BACK').slice(0, 3), [1, 2, Number.NaN]);
  assert.deepEqual(row(panel, panel.close, 'BACK~1').slice(22), [Number.NaN, 3]);
  assert.deepEqual(
    incidents.map(({ rule, security, rows, day }) => [rule, security, rows, day]),
    [['reused_symbol', 'BACK~1', 21, panel.days[23]]],
  );
});

it('never makes up an id that the file itself uses', () => {
  const { panel } = build({ 'GEN~1': { close: [5] }, GEN: { close: [1, ...NONE(21), 3] } });
  assert.deepEqual(idsOf(panel).toSorted(), ['GEN', 'GEN~1', 'GEN~2']);
  assert.deepEqual(new Set(panel.securities.map(({ ticker }) => ticker)), new Set(['GEN']));
});

it('joins a renamed company under its first ticker, with factors that go on', () => {
  const names = {
    FB: label('Meta Platforms Inc. Class A Common Stock'),
    META: label('Meta Platforms Inc. Class A Common Stock'),
  };
  const { panel, incidents } = build(
    {
      FB: { close: [10, 5, null, null, null, null], adjustment: [1, 2, null, null, null, null] },
      META: { close: [null, null, null, 5, 2.5, 2.5], adjustment: [null, null, null, 1, 2, 2] },
    },
    names,
  );
  assert.deepEqual(idsOf(panel), ['FB']);
  assert.equal(panel.securities[0]?.ticker, 'META');
  assert.deepEqual(
    panel.days.map((day) => tickerOn(panel.securities[0] as Security, day)),
    ['FB', 'FB', 'FB', 'META', 'META', 'META'],
  );
  assert.deepEqual(row(panel, panel.adjustment, 'FB'), [1, 2, Number.NaN, 2, 4, 4]);
  assert.deepEqual(
    [...logReturns(panel)].filter((value) => !Number.isNaN(value)),
    [0, 0, 0, 0],
  );
  assert.deepEqual(
    incidents.map(({ rule, security }) => [rule, security]),
    [['renamed_company', 'FB']],
  );
});

it('joins neither another name, nor tickers that trade side by side, nor after more than five days', () => {
  const same = label('One Inc.');
  const early = { close: [1, 2, ...NONE(8)] };
  const late = (wait: number): SmallTicker => ({ close: [...NONE(1 + wait), ...wave(9 - wait, 3)] });
  assert.equal(build({ A: early, B: late(1) }, { A: same, B: label('Two Inc.') }).panel.securities.length, 2);
  assert.equal(build({ A: early, B: late(0) }, { A: same, B: same }).panel.securities.length, 2);
  assert.equal(build({ A: early, B: late(6) }, { A: same, B: same }).panel.securities.length, 2);
  assert.equal(build({ A: early, B: late(5) }, { A: same, B: same }).panel.securities.length, 1);
  assert.equal(build({ A: early, B: late(1) }).panel.securities.length, 2);
});

it('follows a company through several tickers and back', () => {
  const fiserv = label('Fiserv Inc. Common Stock');
  const { panel } = build(
    { FISV: { close: [1, 2, ...NONE(30), 5] }, FI: { close: [...NONE(2), ...wave(30, 3)] } },
    { FISV: fiserv, FI: fiserv },
  );
  assert.deepEqual(idsOf(panel), ['FISV']);
  assert.ok(panel.close.every((value) => !Number.isNaN(value)));
});

it('marks funds, and keys the classes of one company', () => {
  const table = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((ticker) => [ticker, { close: [1] }]));
  const { panel } = build(table, {
    A: label('Alphabet Inc. Class A Common Stock'),
    B: label('Alphabet Inc. Class C Capital Stock'),
    C: label('Nuveen Municipal Value Fund Inc.'),
    D: label('Alexander & Baldwin Inc. REIT', 'Real Estate Investment Trusts'),
  });
  assert.deepEqual(
    panel.securities.map(({ company }) => company),
    ['alphabet inc', 'alphabet inc', null, null, null],
  );
  assert.deepEqual(
    panel.securities.map(({ isFund }) => isFund),
    [false, false, true, false, false],
  );
  assert.equal(panel.securities[4]?.name, null);
});

it('finds labels whatever sign the ticker writes its class with', () => {
  const { panel } = build({ 'BRK-B': { close: [1] } }, { 'BRK/B': label('Berkshire Hathaway Inc.') });
  assert.equal(panel.securities[0]?.name, 'Berkshire Hathaway Inc.');
});

it('repairs a split that the shares prove, and leaves one that they do not', () => {
  const count = 30;
  const split = Array.from({ length: count }, (_, day) => (day < 15 ? 100 : 25.2));
  const table = (after: number, lag: number): Record<string, SmallTicker> => ({
    A: { close: split, shares: split.map((_, day) => (day < 15 + lag ? 1e6 : after)) },
  });
  const { panel, incidents } = build(table(4e6, 2));
  assert.deepEqual(row(panel, panel.adjustment, 'A').slice(13, 17), [1, 1, 4, 4]);
  assert.deepEqual(
    incidents.map(({ rule, severity, day }) => [rule, severity, day]),
    [['unadjusted_split', 'error', panel.days[15]]],
  );
  const late = build(table(4e6, 10));
  assert.ok(late.panel.adjustment.every((factor) => factor === 1));
  assert.deepEqual(late.incidents, []);
  const none = build(table(1e6, 0));
  assert.ok(none.panel.adjustment.every((factor) => factor === 1));
});

it('only warns of a split whose ratio is no whole number', () => {
  const close = Array.from({ length: 30 }, (_, day) => (day < 15 ? 100 : 65));
  const { panel, incidents } = build({ A: { close, shares: close.map((value) => 1e8 / value) } });
  assert.ok(panel.adjustment.every((factor) => factor === 1));
  assert.deepEqual(
    incidents.map(({ rule, severity }) => [rule, severity]),
    [['unadjusted_split', 'warning']],
  );
});

it('links reports to the security of their day, on the first trading day at or after it', () => {
  const prices = smallPrices({ A: { close: [1, 2, ...NONE(21), 3, 4] }, B: { close: wave(25, 9) } });
  const report = (ticker: string, filed: number): RawFundamental => ({
    ticker,
    filed,
    periodEnd: '2022-12-31',
    periodFocus: 'FY',
    fiscalYear: 2022,
    values: { assets: filed },
  });
  const short = (ticker: string, firstSeen: number): RawShortInterest => ({
    ticker,
    firstSeen,
    sharesShort: 5,
    sharesOutstanding: 9,
    publicFloat: 8,
  });
  const [first, fourth, last] = [prices.days[0], prices.days[3], prices.days[24]] as [number, number, number];
  const { panel, incidents } = buildPanel(prices, {
    fundamentals: [
      report('B', fourth + 1),
      report('A', first),
      report('A', fourth),
      report('A', last + 1),
      report('Q', first),
    ],
    shortInterest: [short('A', first - 30)],
  });
  assert.deepEqual(idsOf(panel), ['A', 'A~1', 'B']);
  // 2023-01-06 is a Friday: what is filed on Saturday belongs to Monday, day 4.
  assert.deepEqual(
    panel.fundamentals?.map(({ security, filedDay }) => [security, filedDay]),
    [
      [0, 0],
      [1, 3],
      [2, 4],
    ],
  );
  assert.deepEqual(
    panel.shortInterest?.map(({ security, firstSeenDay }) => [security, firstSeenDay]),
    [[0, 0]],
  );
  assert.deepEqual(
    incidents.filter(({ rule }) => rule.startsWith('unmatched')).map(({ rows }) => rows),
    [2],
  );
});
