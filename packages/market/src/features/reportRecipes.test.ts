import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FundamentalReport, MarketPanel } from '../panel.ts';
import { FUNDAMENTAL_RECIPES, SHORT_INTEREST_RECIPES } from './reportRecipes.ts';
import type { StockView } from './recipe.ts';
import { ReportIndex, StockReports } from './stockReports.ts';
import { series, tinyPanel } from './testing/tinyPanel.ts';

const DAYS = 100;
const prices = tinyPanel([
  { close: series(DAYS, () => 10), volume: series(DAYS, () => 500), shares: series(DAYS, () => 1000) },
]);

const report = (filedDay: number, periodFocus: string, fiscalYear: number, values: Record<string, number>) => ({
  security: 0,
  filedDay,
  periodEnd: `${fiscalYear}-0${periodFocus === 'FY' ? 4 : periodFocus[1]}-01`,
  periodFocus,
  fiscalYear,
  values,
});

function ask(name: string, day: number, tables: Partial<MarketPanel>, panel = prices): number {
  const whole = { ...panel, ...tables };
  const reports = new StockReports(whole, new ReportIndex(whole), day);
  reports.load(0);
  const recipe = [...FUNDAMENTAL_RECIPES, ...SHORT_INTEREST_RECIPES].find((candidate) => candidate.name === name);
  return recipe?.value({ reports } as StockView) ?? Number.NaN;
}

test('a report is known from the day after its filing', () => {
  const fundamentals = [report(50, 'FY', 2023, { net_income: 2000 })];
  assert.ok(Number.isNaN(ask('earnings_yield', 50, { fundamentals })));
  assert.equal(ask('earnings_yield', 51, { fundamentals }), 0.2);
});

test('income of a quarter counts four times, cash flow of the year to date by its part of the year', () => {
  const fundamentals: FundamentalReport[] = [
    report(10, 'Q3', 2023, { net_income: 100, cash_flow_op: 300, assets: 4000 }),
  ];
  assert.equal(ask('return_on_assets', 60, { fundamentals }), 0.1);
  assert.equal(ask('cash_profitability', 60, { fundamentals }), 0.1);
  assert.equal(ask('accruals', 60, { fundamentals }), 0);
});

test('growth compares with the same period of the year before, not with the last quarter', () => {
  const fundamentals = [
    report(1, 'Q1', 2023, { revenues: 80, assets: 1000 }),
    report(20, 'FY', 2023, { revenues: 400, assets: 1100 }),
    report(40, 'Q1', 2024, { revenues: 100, assets: 1200 }),
  ];
  assert.equal(ask('revenue_growth', 60, { fundamentals }), 0.25);
  assert.ok(Math.abs(ask('asset_growth', 60, { fundamentals }) - 0.2) < 1e-15);
  assert.ok(Number.isNaN(ask('revenue_growth', 30, { fundamentals })), 'the FY report has no predecessor');
});

test('negative equity has no return on it, and a report of more than 400 days ago says nothing', () => {
  assert.ok(
    Number.isNaN(ask('return_on_equity', 60, { fundamentals: [report(1, 'FY', 2023, { net_income: 1, equity: -5 })] })),
  );
  assert.ok(Number.isNaN(ask('leverage', 60, { fundamentals: [report(1, 'FY', 2022, { assets: 10, equity: 5 })] })));
});

test('without shares outstanding the market value follows from income over diluted EPS and the return since', () => {
  const noShares = tinyPanel([{ close: series(DAYS, (day) => (day < 50 ? 10 : 20)) }]);
  const fundamentals = [report(30, 'FY', 2023, { net_income: 200, eps_diluted: 2, equity: 500 })];
  assert.equal(ask('book_to_price', 40, { fundamentals }, noShares), 0.5);
  assert.equal(ask('book_to_price', 60, { fundamentals }, noShares), 0.25);
  const tiny = [report(30, 'FY', 2023, { net_income: 200, eps_diluted: 0.02, equity: 500 })];
  assert.ok(
    Number.isNaN(ask('book_to_price', 40, { fundamentals: tiny }, noShares)),
    'an EPS of 2 cents divides badly',
  );
});

test('short interest is known on the day it is first seen, for 63 days', () => {
  const seen = (firstSeenDay: number, sharesShort: number) => ({
    security: 0,
    firstSeenDay,
    sharesShort,
    sharesOutstanding: 1000,
    publicFloat: 800,
  });
  const shortInterest = [seen(10, 100), seen(20, 200)];
  assert.ok(Number.isNaN(ask('short_interest', 9, { shortInterest })));
  assert.equal(ask('short_interest', 10, { shortInterest }), 0.1);
  assert.equal(ask('short_interest_change', 20, { shortInterest }), 0.1);
  assert.equal(ask('short_float', 20, { shortInterest }), 0.25);
  assert.equal(ask('days_to_cover', 40, { shortInterest }), 0.4);
  assert.ok(Number.isNaN(ask('short_interest', 90, { shortInterest })));
});
