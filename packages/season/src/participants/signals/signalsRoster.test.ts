import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createGeneratedMarket, type MarketPanel } from '@robata/market';
import { returnOnAssetsSignal, shortInterestSignal } from './reportSignals.ts';
import { createSignalsRoster } from './signalsRoster.ts';

const DAY = 300;
const market = createGeneratedMarket({ seed: 5, securities: 80, startDate: '2020-01-02' });
market.advance(330);
const { panel } = market;
const members = Int32Array.from({ length: 60 }, (_, i) => i);
const seen = (security: number, firstSeenDay: number, sharesShort: number) => {
  return { security, firstSeenDay, sharesShort, sharesOutstanding: 1000, publicFloat: 500 };
};
const filed = (security: number, filedDay: number, income: number) => ({
  security,
  filedDay,
  periodEnd: '2020-09-30',
  periodFocus: 'Q3',
  fiscalYear: 2020,
  values: { net_income: income, assets: 100 },
});
/** Half of the stocks have short interest, a third reports. */
const withTables: MarketPanel = {
  ...panel,
  shortInterest: Array.from({ length: 30 }, (_, i) => seen(i, 250, 10 + i)),
  fundamentals: Array.from({ length: 20 }, (_, i) => filed(i, 280, i)),
};
const rosterOf = (of: MarketPanel) => createSignalsRoster({ models: 20, panel: of, seed: 1 });
const submitted = (of: MarketPanel, minimumRows = 5) =>
  rosterOf(withTables).predict({ panel: of, day: DAY, members }, null, minimumRows);

it('gives each what its data have: ranks in (0, 1), NaN where they have none, nobody but who has tables of them', () => {
  const { participants } = rosterOf(withTables);
  const values = new Map(participants.map(({ name }, j) => [name, submitted(withTables)[j] ?? null]));
  const rowsOf = (name: string) => values.get(name)?.filter((value) => !Number.isNaN(value)).length;
  assert.equal(rowsOf('signals_short_float'), 30);
  assert.equal(rowsOf('signals_days_to_cover'), 30);
  const withoutVolume = new Set(rosterOf({ ...withTables, volume: null }).participants.map(({ name }) => name));
  assert.ok(withoutVolume.has('signals_short_float') && !withoutVolume.has('signals_days_to_cover'));
  assert.equal(rowsOf('signals_profitability'), 20);
  assert.ok((rowsOf('signals_reversal') ?? 0) > 50);
  assert.ok((rowsOf('signals_sector') ?? 0) < 60 && (rowsOf('signals_momentum') ?? 0) < 60);
  for (const signal of values.values()) {
    assert.ok(signal === null || signal.every((value) => Number.isNaN(value) || (value > 0 && value < 1)));
  }
  assert.ok(rosterOf(panel).participants.every(({ kind }) => !/short-interest|fundamentals/.test(kind)));
  assert.deepEqual(
    rosterOf(withTables)
      .participants.slice(0, 3)
      .map(({ name }) => name),
    createSignalsRoster({ models: 3, panel: withTables, seed: 1 }).participants.map(({ name }) => name),
  );
});

it('submits nothing where a file would have too few rows', () => {
  const { participants } = rosterOf(withTables);
  const at = participants.findIndex(({ name }) => name === 'signals_profitability');
  assert.equal(submitted(withTables, 21)[at], null);
  assert.notEqual(submitted(withTables, 20)[at], null);
});

it('sees nothing that comes after the day: prices, volumes, reports and short interest of later make no difference', () => {
  const { stride } = panel;
  const later = (values: Float64Array | null): Float64Array | null =>
    values && values.map((value, cell) => (cell % stride > DAY ? value * 7 + 3 : value));
  const other: MarketPanel = {
    ...withTables,
    close: later(panel.close) as Float64Array,
    adjustment: later(panel.adjustment) as Float64Array,
    volume: later(panel.volume),
    shortInterest: [...(withTables.shortInterest ?? []), seen(3, DAY + 1, 900)],
    // Filed on the day itself it is known from the next morning on.
    fundamentals: [...(withTables.fundamentals ?? []), filed(3, DAY, 900)],
  };
  assert.deepEqual(submitted(other), submitted(withTables));
  const known: MarketPanel = {
    ...withTables,
    shortInterest: [...(withTables.shortInterest ?? []), seen(3, DAY, 900)],
    fundamentals: [...(withTables.fundamentals ?? []), filed(3, DAY - 1, 900)],
  };
  assert.notDeepEqual(submitted(known), submitted(withTables), 'what is known by then does');
});

it('carries a report no longer than it says, and takes a quarter for a year four times', () => {
  const at = (day: number, validDays: number) =>
    shortInterestSignal('short of float', validDays)({ panel: withTables, day, members })[2];
  assert.equal(at(270, 20), -12 / 500);
  assert.ok(Number.isNaN(at(271, 20)));
  assert.ok(Number.isNaN(at(249, 20)));
  assert.equal(returnOnAssetsSignal()({ panel: withTables, day: DAY, members })[5], 0.2);
});
