import type { FundamentalReport } from '../panel.ts';
import type { FeatureRecipe } from './recipe.ts';
import type { StockReports } from './stockReports.ts';

/** Income is of the quarter (of the year in a FY report); cash flows are of the year to date. Both are brought to a year. */
const INCOME_PERIODS: Readonly<Record<string, number>> = { Q1: 4, Q2: 4, Q3: 4, Q4: 4, FY: 1 };
const CASH_FLOW_PERIODS: Readonly<Record<string, number>> = { Q1: 4, Q2: 2, Q3: 4 / 3, Q4: 1, FY: 1 };

const known = (report: FundamentalReport | null, item: string): number => report?.values[item] ?? Number.NaN;
const yearly = (report: FundamentalReport | null, item: string) =>
  known(report, item) * (INCOME_PERIODS[report?.periodFocus ?? ''] ?? Number.NaN);
const yearlyCash = (report: FundamentalReport | null, item: string) =>
  known(report, item) * (CASH_FLOW_PERIODS[report?.periodFocus ?? ''] ?? Number.NaN);

/** a / b, NaN unless b is positive. */
const over = (a: number, b: number) => (b > 0 ? a / b : Number.NaN);

function ratio(name: string, family: string, formula: string, ask: (reports: StockReports) => number): FeatureRecipe {
  return {
    name,
    family,
    formula: `${formula}, of the latest report filed before the era's day.`,
    needs: ['fundamentals'],
    isSmall: false,
    hasSectorRelative: true,
    value: (stock) => ask(stock.reports),
  };
}

/** The 16 ratios of the periodic reports. Income and cash flow are brought to a year; values older than 400 days are missing. */
export const FUNDAMENTAL_RECIPES: readonly FeatureRecipe[] = [
  ratio('earnings_yield', 'value', 'Net income over market value', (r) =>
    over(yearly(r.latest, 'net_income'), r.marketValue),
  ),
  ratio('book_to_price', 'value', 'Equity over market value', (r) => over(known(r.latest, 'equity'), r.marketValue)),
  ratio('sales_to_price', 'value', 'Revenues over market value', (r) =>
    over(yearly(r.latest, 'revenues'), r.marketValue),
  ),
  ratio('cash_flow_to_price', 'value', 'Operating cash flow over market value', (r) =>
    over(yearlyCash(r.latest, 'cash_flow_op'), r.marketValue),
  ),
  ratio('return_on_assets', 'profitability', 'Net income over assets', (r) =>
    over(yearly(r.latest, 'net_income'), known(r.latest, 'assets')),
  ),
  ratio('return_on_equity', 'profitability', 'Net income over equity', (r) =>
    over(yearly(r.latest, 'net_income'), known(r.latest, 'equity')),
  ),
  ratio('operating_margin', 'profitability', 'Operating income over revenues', (r) =>
    over(known(r.latest, 'op_income'), known(r.latest, 'revenues')),
  ),
  ratio('asset_turnover', 'profitability', 'Revenues over assets', (r) =>
    over(yearly(r.latest, 'revenues'), known(r.latest, 'assets')),
  ),
  ratio('cash_profitability', 'profitability', 'Operating cash flow over assets', (r) =>
    over(yearlyCash(r.latest, 'cash_flow_op'), known(r.latest, 'assets')),
  ),
  ratio(
    'revenue_growth',
    'growth',
    'Revenues over those of the same period a year earlier, less 1',
    (r) => over(known(r.latest, 'revenues'), known(r.yearBefore, 'revenues')) - 1,
  ),
  ratio('income_growth', 'growth', 'Change of net income since the same period a year earlier, over assets', (r) =>
    over(known(r.latest, 'net_income') - known(r.yearBefore, 'net_income'), known(r.latest, 'assets')),
  ),
  ratio(
    'asset_growth',
    'growth',
    'Assets over those of a year earlier, less 1',
    (r) => over(known(r.latest, 'assets'), known(r.yearBefore, 'assets')) - 1,
  ),
  ratio('accruals', 'accruals', 'Net income less operating cash flow, over assets', (r) =>
    over(yearly(r.latest, 'net_income') - yearlyCash(r.latest, 'cash_flow_op'), known(r.latest, 'assets')),
  ),
  ratio('leverage', 'leverage', 'Assets less equity, over assets', (r) =>
    over(known(r.latest, 'assets') - known(r.latest, 'equity'), known(r.latest, 'assets')),
  ),
  ratio('current_ratio', 'leverage', 'Current assets over current liabilities', (r) =>
    over(known(r.latest, 'cur_assets'), known(r.latest, 'cur_liab')),
  ),
  ratio('cash_to_assets', 'leverage', 'Cash over assets', (r) =>
    over(known(r.latest, 'cash'), known(r.latest, 'assets')),
  ),
];

function short(name: string, formula: string, ask: (reports: StockReports) => number): FeatureRecipe {
  return { ...ratio(name, 'short interest', formula, ask), formula: `${formula}.`, needs: ['shortInterest'] };
}

const shortShare = (report: StockReports['shortInterest']) =>
  over(report?.sharesShort ?? Number.NaN, report?.sharesOutstanding ?? Number.NaN);

/** Short interest by what was first seen on or before the era's day. */
export const SHORT_INTEREST_RECIPES: readonly FeatureRecipe[] = [
  short('short_interest', 'Shares short over shares outstanding, latest report', (r) => shortShare(r.shortInterest)),
  short(
    'short_interest_change',
    'Change of short_interest between the two latest reports',
    (r) => shortShare(r.shortInterest) - shortShare(r.shortInterestBefore),
  ),
  short('short_float', 'Shares short over public float, latest report', (r) =>
    over(r.shortInterest?.sharesShort ?? Number.NaN, r.shortInterest?.publicFloat ?? Number.NaN),
  ),
  {
    ...short('days_to_cover', 'Shares short over the mean volume of 21 days', (r) =>
      over(r.shortInterest?.sharesShort ?? Number.NaN, r.dailyVolume),
    ),
    needs: ['shortInterest', 'volume'],
  },
];
