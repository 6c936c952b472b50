/**
 * How vendors call the columns. To read another vendor's files, add its words here: the first alias that a file has is taken.
 * Case, spaces, underscores and signs do not count (`Adj Close` is `adj_close`).
 */
import type { ColumnRequest } from './table.ts';

const TICKER = ['ticker', 'symbol', 'act_symbol', 'code'];

export const PRICE_COLUMNS: readonly ColumnRequest[] = [
  { name: 'date', kind: 'date', required: true, aliases: ['date', 'trading_day', 'trade_date', 'day', 'datetime'] },
  { name: 'ticker', kind: 'text', required: true, aliases: TICKER },
  { name: 'close', kind: 'number', required: true, aliases: ['close', 'close_price', 'last_sale', 'last', 'px_last'] },
  { name: 'open', kind: 'number', required: false, aliases: ['open', 'open_price', 'px_open'] },
  { name: 'high', kind: 'number', required: false, aliases: ['high', 'high_price', 'px_high'] },
  { name: 'low', kind: 'number', required: false, aliases: ['low', 'low_price', 'px_low'] },
  { name: 'volume', kind: 'number', required: false, aliases: ['volume', 'vol', 'share_volume', 'px_volume'] },
  {
    name: 'adjustment',
    kind: 'number',
    required: false,
    aliases: ['adjustment', 'adjustment_factor', 'adj_factor', 'tr_factor', 'split_factor', 'factor'],
  },
  {
    name: 'adjusted_close',
    kind: 'number',
    required: false,
    aliases: ['adj_close', 'adjusted_close', 'close_adj', 'closeadj'],
  },
  { name: 'shares', kind: 'number', required: false, aliases: ['shares', 'shares_outstanding'] },
  {
    name: 'shares_millions',
    kind: 'number',
    required: false,
    aliases: ['shares_m', 'shares_millions', 'shares_outstanding_m'],
  },
  {
    name: 'market_value',
    kind: 'number',
    required: false,
    aliases: ['market_value', 'market_cap', 'market_capitalization'],
  },
];

export const LABEL_COLUMNS: readonly ColumnRequest[] = [
  { name: 'ticker', kind: 'text', required: true, aliases: TICKER },
  { name: 'name', kind: 'text', required: false, aliases: ['name', 'company', 'company_name', 'security'] },
  { name: 'exchange', kind: 'text', required: false, aliases: ['exchange', 'market'] },
  { name: 'sector', kind: 'text', required: false, aliases: ['sector', 'gics_sector'] },
  { name: 'industry', kind: 'text', required: false, aliases: ['industry', 'gics_sub_industry', 'gics_industry'] },
  { name: 'country', kind: 'text', required: false, aliases: ['country'] },
];

/** The amounts of a report, under the names by which features ask for them. */
export const FUNDAMENTAL_VALUES: readonly ColumnRequest[] = (
  [
    ['revenues', 'revenue', 'sales'],
    ['op_income', 'operating_income'],
    ['net_income'],
    ['eps_basic'],
    ['eps_diluted'],
    ['dividend', 'dividend_per_share'],
    ['assets', 'total_assets'],
    ['cur_assets', 'current_assets'],
    ['cur_liab', 'current_liabilities'],
    ['cash', 'cash_and_equivalents'],
    ['equity', 'shareholders_equity'],
    ['cash_flow_op', 'operating_cash_flow'],
    ['cash_flow_inv', 'investing_cash_flow'],
    ['cash_flow_fin', 'financing_cash_flow'],
  ] as const
).map((aliases) => ({ name: aliases[0], kind: 'number', required: false, aliases }));

export const FUNDAMENTAL_COLUMNS: readonly ColumnRequest[] = [
  { name: 'filed', kind: 'date', required: true, aliases: ['filed', 'filing_date', 'filed_date', 'accepted_date'] },
  { name: 'ticker', kind: 'text', required: true, aliases: TICKER },
  { name: 'period_end', kind: 'date', required: true, aliases: ['period_end', 'report_period', 'fiscal_period_end'] },
  { name: 'period_focus', kind: 'text', required: true, aliases: ['period_focus', 'fiscal_period', 'period'] },
  { name: 'fiscal_year', kind: 'number', required: false, aliases: ['fiscal_year'] },
  ...FUNDAMENTAL_VALUES,
];

export const SHORT_INTEREST_COLUMNS: readonly ColumnRequest[] = [
  { name: 'first_seen', kind: 'date', required: true, aliases: ['first_seen', 'publication_date', 'published'] },
  { name: 'ticker', kind: 'text', required: true, aliases: TICKER },
  { name: 'shares_short', kind: 'number', required: true, aliases: ['shares_short', 'short_interest'] },
  { name: 'shares_outstanding', kind: 'number', required: false, aliases: ['shares_outstanding', 'shares'] },
  { name: 'public_float', kind: 'number', required: false, aliases: ['public_float', 'float'] },
];
