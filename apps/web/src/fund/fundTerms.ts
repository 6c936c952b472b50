import type { Term } from '../terms/terms.ts';

/** What the figures of the fund's products are called and mean. */
export const FUND_TERMS = {
  aum: {
    name: 'Assets under management',
    says: "The net asset values of all products added up: all investors' capital.",
    formula: 'Σ NAV',
  },
  nav: {
    name: 'Net asset value',
    says: 'Cash plus positions at the close, less fees and redemptions due and less the performance fee that has accrued.',
    formula: 'cash + Σ positions − due − accrued fee',
  },
  total: {
    name: 'Since inception',
    says: 'Return of one unit since the first dealing, compounded, after all costs and fees.',
    formula: 'Π(1 + day) − 1',
  },
  month: { name: 'Month', says: 'Return of the month of the last close so far, after all costs and fees.' },
  year: { name: 'Year', says: 'Return of the calendar year of the last close so far, after all costs and fees.' },
  volatility: {
    name: 'Volatility per year',
    says: 'Standard deviation of daily returns, annualised.',
    formula: 'std(day) · √252',
  },
  sharpe: {
    name: 'Sharpe ratio',
    says: 'Mean daily return by its standard deviation, annualised; ± its standard error, which assumes independent days. Cash counts as earning nothing.',
    formula: 'mean(day) / std(day) · √252',
  },
  drawdown: {
    name: 'Largest drawdown',
    says: 'The largest fall from an earlier peak of the value of one unit.',
    formula: 'max(1 − NAV / highest NAV before)',
  },
  investors: { name: 'Investors', says: "Who holds units; the house's own capital and paper investors count too." },
  gross: { name: 'Gross exposure', says: 'Long plus short, as a share of NAV.', formula: 'Σ|weight|' },
  net: { name: 'Net exposure', says: 'Long minus short, as a share of NAV.', formula: 'Σ weight' },
  turnover: {
    name: 'Turnover',
    says: 'Everything bought and sold at the last rebalance, as a share of NAV.',
    formula: 'Σ|Δweight|',
  },
  metaModelPart: {
    name: "The meta model's own direction",
    says: "What the fund earned because it leaned the way the meta model pointed, beyond every factor of the risk model. “Single stocks” is what remains: how the optimizer's choice of stocks differed from that direction.",
    formula: 'Σ weight · exposure to α beyond the factors × return of the pure α portfolio, day by day',
  },
  units: { name: 'Units', says: 'One for each unit of currency subscribed; a redemption takes units away.' },
  value: {
    name: 'Value',
    says: 'What your units are worth at the last close: after costs and fees, the performance fee that has accrued too.',
  },
  accrued: {
    name: 'Accrued performance fee',
    says: 'Taken off the value already; due at the end of the year or at a redemption, and smaller again after losses.',
  },
} as const satisfies Record<string, Term>;

/** What a day's change of the NAV came from, in words. */
export const SOURCE_NAMES: Readonly<Record<string, string>> = {
  prices: 'Prices',
  dividends: 'Dividends',
  interest: 'Interest on cash',
  borrowCost: 'Fee for borrowed stock',
  linearCost: 'Commission and half spread',
  impactCost: 'Market impact',
  execution: 'Fills away from the close, roundings',
  managementFee: 'Management fee',
  performanceFee: 'Performance fee',
};

/** Where returns came from, in words. */
export const GROUP_NAMES: Readonly<Record<string, string>> = {
  market: 'Market',
  sector: 'Sectors',
  country: 'Countries',
  style: 'Styles',
  meta_model: "The meta model's own direction",
  specific: 'Single stocks',
  outside: 'Index fund, and what left the universe',
  unexplained: 'Not explained',
  financing: 'Interest and borrowed stock',
  costs: 'Trading costs and impact',
  fees: 'Fees',
};

/** Groups that need more than their name. */
export const GROUP_TERMS: Readonly<Record<string, Term>> = { meta_model: FUND_TERMS.metaModelPart };

/** A factor as people say it: `style:momentum` → momentum. */
export const factorName = (name: string): string => name.replace(/^[a-z]+:/, '').replaceAll('_', ' ');
