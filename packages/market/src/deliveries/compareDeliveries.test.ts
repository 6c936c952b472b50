import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { MarketPanel, Security } from '../panel.ts';
import { tickerOn } from '../tickerOn.ts';
import { compareDeliveries } from './compareDeliveries.ts';
import { continuedPanel } from './continuedPanel.ts';
import { restatementIncidents } from './restatementIncidents.ts';

const DAYS = ['2024-03-04', '2024-03-05', '2024-03-06', '2024-03-07', '2024-03-08'];

/** One row of closes a stock; NaN is no row. */
function panelOf(
  closes: Readonly<Record<string, readonly number[]>>,
  more: {
    days?: readonly string[];
    factors?: Readonly<Record<string, readonly number[]>>;
    volume?: number | null;
  } = {},
): MarketPanel {
  const { days = DAYS, factors = {}, volume = 100 } = more;
  const ids = Object.keys(closes);
  const flat = (values: (id: string) => readonly number[]) => Float64Array.from(ids.flatMap((id) => [...values(id)]));
  const close = flat((id) => closes[id] as readonly number[]);
  return {
    days,
    securities: ids.map((id) => ({
      id,
      ticker: id,
      name: null,
      exchange: null,
      sector: null,
      industry: null,
      country: null,
      isFund: false,
      company: null,
    })),
    stride: days.length,
    close,
    adjustment: flat((id) => factors[id] ?? days.map(() => 1)),
    open: null,
    high: null,
    low: null,
    volume: volume === null ? null : close.map((value) => (Number.isNaN(value) ? Number.NaN : volume)),
    shares: null,
    fundamentals: null,
    shortInterest: null,
  };
}

const used = panelOf({ A: [10, 11, 12, 13, 14], B: [20, 20, 20, 20, 20], C: [5, Number.NaN, 5, 5, 5] });

it('says nothing of the same rows, of days that are added, or of a stock that is multiplied throughout', () => {
  const same = compareDeliveries(used, used);
  assert.deepEqual([same.rows, same.rescaled, same.appended, same.added], [[], [], [], []]);
  const longer = panelOf(
    { A: [10, 11, 12, 13, 14, 15], B: [20, 20, 20, 20, 20, 21], C: [5, Number.NaN, 5, 5, 5, 5], D: [1, 1, 1, 1, 1, 1] },
    { days: [...DAYS, '2024-03-11'] },
  );
  const grown = compareDeliveries(used, longer);
  assert.deepEqual([grown.rows, grown.appended, grown.added], [[], ['2024-03-11'], ['D']]);
  // After a split of two for one the vendor halves the past; or says it with factors.
  const halved = compareDeliveries(
    used,
    panelOf({ A: [5, 5.5, 6, 6.5, 7], B: [20, 20, 20, 20, 20], C: [5, Number.NaN, 5, 5, 5] }),
  );
  assert.deepEqual([halved.rows, halved.rescaled], [[], ['A']]);
  const factored = compareDeliveries(used, {
    ...used,
    adjustment: used.adjustment.map((factor, cell) => (cell < 5 ? 0.5 * factor : factor)),
  });
  assert.deepEqual([factored.rows, factored.rescaled], [[], ['A']]);
});

it('finds the returns that a corrected close moves, the rows that come and go, and other columns', () => {
  const next = panelOf({ A: [10, 11, 12.6, 13, 14], B: [20, 20, 20, Number.NaN, 20], C: [5, 5, 5, 5, 5] });
  const { rows } = compareDeliveries(used, {
    ...next,
    volume: used.volume?.map((v, cell) => (cell === 6 ? 7 : v)) ?? null,
  });
  assert.deepEqual(
    rows.map(({ security, day, kind }) => [security, day, kind]),
    [
      ['B', 1, 'changed'],
      ['C', 1, 'late'],
      ['A', 2, 'changed'],
      ['A', 3, 'changed'],
      ['B', 3, 'withdrawn'],
    ],
  );
  const [volume, , up, down] = rows;
  assert.deepEqual([volume?.columns, volume?.returnChange], [['volume'], 0]);
  assert.ok(Math.abs((up?.returnChange ?? 0) - Math.log(1.05)) < 1e-12);
  assert.ok(Math.abs((down?.returnChange ?? 0) + Math.log(1.05)) < 1e-12);
  // Of days that were not used nothing is said.
  assert.deepEqual(
    compareDeliveries(used, next, 2).rows.map(({ day }) => day),
    [1],
  );
});

it('goes on with the newer rows, keeps what is gone, keeps places, and refuses what cannot go on', () => {
  const next = panelOf(
    { D: [9, 9, 9, 9, 9, 9], B: [20, 20, 22, 20, 20, 23], A: [5, 5.5, Number.NaN, 6.5, 7, 8] },
    { days: [...DAYS, '2024-03-11'] },
  );
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`X${i}`, [1, 1, 1, 1, 1]]));
  const before = panelOf({ A: [10, 11, 12, 13, 14], B: [20, 20, 20, 20, 20], C: [5, Number.NaN, 5, 5, 5], ...many });
  const longer = { ...many };
  for (const id of Object.keys(longer)) longer[id] = [1, 1, 1, 1, 1, 1];
  const after = panelOf(
    {
      ...longer,
      ...Object.fromEntries(next.securities.map(({ id }, s) => [id, Array.from(next.close.slice(6 * s, 6 * s + 6))])),
    },
    { days: next.days },
  );
  const panel = continuedPanel(before, after);
  assert.deepEqual(
    [...panel.securities.slice(0, 3), panel.securities.at(-1)].map((each) => each?.id),
    ['A', 'B', 'C', 'D'],
  );
  const adjusted = (s: number) =>
    Array.from({ length: 6 }, (_, d) => (panel.close[s * 6 + d] ?? 0) * (panel.adjustment[s * 6 + d] ?? 0));
  // The day that A lost is kept, at the level that A has now.
  assert.deepEqual(adjusted(0), [5, 5.5, 6, 6.5, 7, 8]);
  assert.deepEqual(adjusted(1), [20, 20, 22, 20, 20, 23]);
  assert.deepEqual(adjusted(2).slice(2), [5, 5, 5, Number.NaN]);
  assert.throws(() => continuedPanel(before, next), /lacks 61 of the 63 securities that traded on 2024-03-08/);
  assert.throws(() => continuedPanel(before, { ...after, volume: null }), /has no volume/);
});

it('makes an incident of each restated day, as bad as what it does to rounds that are still scored, with the decision', () => {
  const next = panelOf({ A: [10, 11, 12.6, 13, 14], B: [20, 20, 20, 20.01, 20.01], C: [5, Number.NaN, 5, 5, 5] });
  const comparison = compareDeliveries(used, next);
  const incidents = restatementIncidents(comparison, {
    days: DAYS,
    roundsOf: (day) => ({ unresolved: day === 2 ? [4, 5] : [], resolved: day > 1 ? [3] : [] }),
  });
  assert.deepEqual(
    incidents.map(({ day, severity, security, rows }) => [day, severity, security, rows]),
    [
      ['2024-03-06', 'error', 'A', 1],
      ['2024-03-07', 'warning', null, 2],
    ],
  );
  assert.match(
    incidents[0]?.message ?? '',
    /1 other return \(A\) by up to 5\.0 %; rounds 4 to 5 are scored again, round 3 keeps its scores as they were resolved\.$/,
  );
  assert.match(
    incidents[1]?.message ?? '',
    /2 other returns \(A, B\).*; no round that is still scored holds the day, round 3 keeps/,
  );
  const gone = restatementIncidents(
    compareDeliveries(used, panelOf({ A: [10, 11, 12, 13, 14], B: [20, 20, 20, 20, 20] })),
    { days: DAYS },
  );
  assert.match(gone[0]?.message ?? '', /lacks 1 securities that traded on the last day used \(C\)/);
});

it('calls a company that a newer delivery has renamed so from that day on, and as before until then', () => {
  const next = panelOf({ A: [10, 11, 12, 13, 14, 15], B: [20, 20, 20, 20, 20, 20] }, { days: [...DAYS, '2024-03-11'] });
  const formerTickers = [{ ticker: 'A', before: '2024-03-11' }];
  const [first, ...others] = next.securities;
  const renamed = { ...next, securities: [{ ...(first as Security), ticker: 'AA', formerTickers }, ...others] };
  const { days, securities } = continuedPanel(panelOf({ A: [10, 11, 12, 13, 14], B: [20, 20, 20, 20, 20] }), renamed);
  assert.deepEqual(
    securities.map((security) => days.map((day) => tickerOn(security, day)).join(' ')),
    ['A A A A A AA', 'B B B B B B'],
  );
});
