/** The real panels: row counts as their README states them, and what each rule finds there (finance-defaults §1). */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { eraDays } from '../calendar/eraDays.ts';
import { parseIsoDate } from '../calendar/isoDate.ts';
import { isNyseTradingDay } from '../calendar/nyse.ts';
import { buildPanel, type PanelTables } from '../import/buildPanel.ts';
import { importFundamentals } from '../import/importFundamentals.ts';
import { importLabels } from '../import/importLabels.ts';
import { importPrices } from '../import/importPrices.ts';
import { importShortInterest } from '../import/importShortInterest.ts';
import type { MarketPanel } from '../panel.ts';
import { universeAt } from '../universe.ts';
import { dataHealthReport } from './dataHealthReport.ts';

const DATA = join(process.env.ROBATA_SHARED ?? join(import.meta.dirname, '../../../../../shared'), 'data');
const skip = existsSync(DATA) ? false : `the real panels are not there (${DATA}); set ROBATA_SHARED`;
const file = (name: string): string => join(DATA, name);

async function health(name: string, tables: PanelTables) {
  const { panel, incidents } = buildPanel(await importPrices(file(name)), tables);
  const report = dataHealthReport(panel, incidents);
  return {
    panel,
    report,
    counts: Object.fromEntries(report.findings.map((finding) => [finding.rule, finding.counts])),
  };
}

const weeklyUniverses = (panel: MarketPanel, size: number) =>
  eraDays(panel.days, 'weekly')
    .filter((day) => day >= 126)
    .map((day) => universeAt(panel, day, { size }));

/** Mean share of the members that leave from one era to the next. */
function weeklyExits(universes: ReturnType<typeof weeklyUniverses>): number {
  const exits = universes.slice(1).map(({ members }, index) => {
    const kept = new Set(members);
    const before = universes[index]?.members ?? new Int32Array();
    return before.filter((member) => !kept.has(member)).length / before.length;
  });
  return exits.reduce((sum, value) => sum + value, 0) / exits.length;
}

/** Rows whose decimal point is misplaced: the panel is without them. */
const MISPLACED_2015 = 6;
const MISPLACED_SP500 = 3;

describe('the panel of 2021 to 2026', { skip }, () => {
  it('has its rows, and the rules find what was counted', async () => {
    const labels = await importLabels(file('us_labels.csv.gz'));
    assert.equal(labels.size, 8889);
    const shortInterest = await importShortInterest(file('us_short_interest_2021.parquet'));
    assert.equal(shortInterest.length, 94_852);
    const { panel, report, counts } = await health('us_daily_2021_2026.parquet', { labels, shortInterest });
    assert.deepEqual(
      [report.rows, report.tradingDays, report.from, report.to],
      [4_668_761, 1397, '2021-01-29', '2026-08-21'],
    );
    assert.ok(panel.days.every((day) => isNyseTradingDay(parseIsoDate(day) as number)));
    assert.deepEqual(counts, {
      duplicate_row: { incidents: 0, rows: 0 },
      impossible_price: { incidents: 0, rows: 0 },
      negative_volume: { incidents: 0, rows: 0 },
      impossible_shares: { incidents: 1, rows: 69 },
      reused_symbol: { incidents: 29, rows: 4512 },
      renamed_company: { incidents: 27, rows: 12_743 },
      misplaced_decimal: { incidents: 0, rows: 0 },
      unadjusted_split: { incidents: 14, rows: 14 },
      unmatched_fundamental: { incidents: 0, rows: 0 },
      unmatched_short_interest: { incidents: 1, rows: 47_105 },
      missing_day: { days: 0 },
      thin_day: { days: 0 },
      stale_day: { days: 0 },
      missing_volume: { rows: 27_961, days: 9 },
      gap: { 'one day': 198, '2 to 5 days': 142, '6 to 20 days': 67 },
      penny_price: { rows: 71_895, securities: 442 },
      impossible_range: { rows: 0 },
      stale_price: { runs: 455, 'of companies over 2 bn USD': 222, 'of 10 days or more': 87 },
      bad_tick: { flagged: 101 },
      doubtful_factor: { flagged: 24, 'factor changes': 472 },
      spin_off: { flagged: 6043, listed: 69 },
      shares_jump: { flagged: 2006, 'come back within 10 days': 46 },
      share_classes: { companies: 32, pairs: 38 },
      fund: { securities: 77 },
      vanished_ticker: { securities: 1004, 'pinned before': 372, 'lost half before': 61 },
    });
    const repaired = report.incidents.filter(
      ({ rule, severity }) => rule === 'unadjusted_split' && severity === 'error',
    );
    assert.deepEqual(
      repaired.map(({ security, day }) => `${security} ${day}`),
      [
        'ANET 2024-12-04',
        'ELP 2021-04-28',
        'FGEN 2025-06-16',
        'LU 2023-12-15',
        'RAPT 2025-06-16',
        'SEZL 2025-03-28',
        'ZH 2024-05-10',
      ],
    );

    const universes = weeklyUniverses(panel, 2000);
    assert.equal(universes.length, 265);
    assert.deepEqual(
      [panel.days[universes[0]?.day ?? 0], panel.days[universes.at(-1)?.day ?? 0]],
      ['2021-07-30', '2026-08-21'],
    );
    assert.ok(universes.every(({ members }) => members.length === 2000));
    assert.ok(Math.abs(weeklyExits(universes) - 0.01) < 0.0005);
    const smallest = universes.map(({ size }) => size.at(-1) as number).toSorted((a, b) => a - b)[132] as number;
    assert.ok(Math.abs(smallest / 1.7e9 - 1) < 0.03);
    const byDollarVolume = weeklyUniverses({ ...panel, shares: null }, 2000);
    assert.ok(Math.abs(weeklyExits(byDollarVolume) - 0.007) < 0.001, String(weeklyExits(byDollarVolume)));
  });
});

describe('the panel of 2015 to 2017', { skip }, () => {
  it('has its rows and reports, and the rules find what was counted', async () => {
    const fundamentals = await importFundamentals(file('us_fundamentals_2015_2017.parquet'));
    assert.equal(fundamentals.length, 31_619);
    const { panel, report, counts } = await health('us_daily_2015_2017.parquet', { fundamentals });
    assert.deepEqual(
      [report.rows, report.tradingDays, report.from, report.to],
      [2_039_137 - MISPLACED_2015, 513, '2015-03-20', '2017-03-31'],
    );
    assert.deepEqual(counts.misplaced_decimal, { incidents: MISPLACED_2015, rows: MISPLACED_2015 });
    assert.deepEqual(counts.penny_price?.rows, 77_728);
    assert.deepEqual(counts.gap, { 'one day': 1223 + MISPLACED_2015, '2 to 5 days': 205, '6 to 20 days': 8 });
    assert.deepEqual(counts.reused_symbol?.incidents, 17);
    assert.deepEqual(counts.bad_tick, { flagged: 93 - MISPLACED_2015 });
    assert.deepEqual(counts.doubtful_factor, { flagged: 39, 'factor changes': 3552 });
    assert.deepEqual(
      report.incidents.filter(({ rule }) => rule === 'thin_day').map(({ day }) => day),
      ['2016-09-01', '2016-09-02', '2016-09-06', '2016-09-07'],
    );
    assert.equal(panel.fundamentals?.length, 31_014);
    assert.ok(weeklyUniverses(panel, 2000).every(({ members }) => members.length === 2000));
  });
});

describe('the members of the S&P 500, 2012 to 2017', { skip }, () => {
  it('has its rows, prices adjusted already, and a universe by dollar volume', async () => {
    const { panel, report, counts } = await health('sp500_daily_ohlcv_2012_2017.parquet', {});
    assert.deepEqual([report.rows, report.securities, report.tradingDays], [683_574 - MISPLACED_SP500, 559, 1260]);
    assert.ok(panel.open !== null && panel.high !== null && panel.low !== null && panel.shares === null);
    assert.deepEqual(counts.impossible_range, { rows: 5 - MISPLACED_SP500 });
    const universes = weeklyUniverses(panel, 400);
    assert.ok(universes.every(({ members }) => members.length === 400));
  });

  it('leaves weekly prices to the caller: the days of a weekly file are its weeks', async () => {
    const prices = await importPrices(file('us_weekly_2005_2017.parquet'));
    assert.deepEqual([prices.rows, prices.tickers.length, prices.days.length], [1_622_240, 3131, 671]);
  });
});
