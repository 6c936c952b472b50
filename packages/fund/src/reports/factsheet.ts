import { type Amount, type Decimal12, formatAmount, formatDecimal12 } from '@robata/ledger';
import { investorCapitals, navOf } from '../capital/fundAccounts.ts';
import type { FundLife } from '../fundLife.ts';
import { ATTRIBUTION_FORMULA, type Attribution } from './attribution.ts';
import { DRAWDOWN_FORMULA, type Drawdown, drawdowns } from './drawdowns.ts';
import { EXPOSURE_FORMULA, type ExposureReport } from './exposureReport.ts';
import { MONTHLY_RETURNS_FORMULA, monthlyReturns, type YearOfReturns } from './monthlyReturns.ts';
import { navPoints, returnsOf } from './navPoints.ts';
import {
  ANNUAL_RETURN_FORMULA,
  annualReturn,
  HIT_RATE_FORMULA,
  hitRate,
  SHARPE_FORMULA,
  sharpe,
  VOLATILITY_FORMULA,
  volatility,
} from './riskFigures.ts';
import { ROLLING_SHARPE_FORMULA, rollingSharpe } from './rollingSharpe.ts';

/** What a page shows beside each table and plot. */
export const REPORT_FORMULAS = Object.freeze({
  monthlyReturns: MONTHLY_RETURNS_FORMULA,
  drawdowns: DRAWDOWN_FORMULA,
  rollingSharpe: ROLLING_SHARPE_FORMULA,
  exposures: EXPOSURE_FORMULA,
  attribution: ATTRIBUTION_FORMULA,
  nav: "Cash plus positions at the close, less fees and redemptions due and less the performance fee that has accrued: the sum of all investors' capital.",
});

export interface FactsheetFigure {
  readonly name: string;
  /** Null: too short a life to say. */
  readonly value: number | null;
  readonly unit: 'share' | 'ratio' | 'count';
  readonly formula: string;
}

/** Everything a printed page about a fund holds; plain data. */
export interface Factsheet {
  readonly fund: string;
  readonly title: string;
  readonly currency: string;
  /** The first dealing and the last valuation. */
  readonly inception: string;
  readonly asOf: string;
  readonly nav: Amount;
  readonly investors: number;
  readonly figures: readonly FactsheetFigure[];
  readonly monthlyReturns: readonly YearOfReturns[];
  /** The deepest five. */
  readonly drawdowns: readonly Drawdown[];
  readonly rollingSharpe: ReturnType<typeof rollingSharpe>;
  readonly exposures: ExposureReport | null;
  readonly attribution: Attribution | null;
  /** Fees and dealing in sentences. */
  readonly terms: readonly string[];
  readonly formulas: typeof REPORT_FORMULAS;
}

export interface FactsheetInput {
  readonly title: string;
  readonly life: FundLife;
  readonly exposures?: ExposureReport;
  readonly attribution?: Attribution;
  /** What cash earned, for Sharpe ratios; default 0. */
  readonly cashPerYear?: number;
  readonly rollingDays?: number;
}

/** A factsheet of a fund's life. Throws RangeError for a fund that nobody has put money into. */
export function factsheet(input: FactsheetInput): Factsheet {
  const { life, title, cashPerYear = 0, rollingDays = 252 } = input;
  const points = navPoints(life.days);
  if (points.length === 0) throw new RangeError('a fund without capital has no factsheet');
  const { terms } = life.accounts;
  const years = monthlyReturns(points);
  const falls = drawdowns(points);
  return {
    fund: terms.fund,
    title,
    currency: terms.currency,
    inception: points[0].day,
    asOf: points[points.length - 1].day,
    nav: navOf(life.accounts),
    investors: investorCapitals(life.accounts).filter(({ netCapital }) => netCapital > 0n).length,
    figures: figuresOf(returnsOf(points), years, falls, cashPerYear),
    monthlyReturns: years,
    drawdowns: falls.slice(0, 5),
    rollingSharpe: rollingSharpe(points, rollingDays, cashPerYear),
    exposures: input.exposures ?? null,
    attribution: input.attribution ?? null,
    terms: termsInWords(life),
    formulas: REPORT_FORMULAS,
  };
}

function figuresOf(
  returns: readonly number[],
  years: readonly YearOfReturns[],
  falls: readonly Drawdown[],
  cashPerYear: number,
): FactsheetFigure[] {
  const months = years.flatMap((year) => year.months).filter((value) => value !== null);
  const ratio = sharpe(returns, cashPerYear);
  const figure = (name: string, value: number | null, unit: FactsheetFigure['unit'], formula: string) => ({
    name,
    value,
    unit,
    formula,
  });
  const total = returns.reduce((product, value) => product * (1 + value), 1) - 1;
  return [
    figure('Return since inception', total, 'share', 'last NAV / first NAV − 1: compounded, after costs and fees.'),
    figure('Return per year', annualReturn(returns), 'share', ANNUAL_RETURN_FORMULA),
    figure('Volatility per year', volatility(returns), 'share', VOLATILITY_FORMULA),
    figure('Sharpe ratio', ratio?.ratio ?? null, 'ratio', SHARPE_FORMULA),
    figure('Standard error of the Sharpe ratio', ratio?.standardError ?? null, 'ratio', SHARPE_FORMULA),
    figure('Maximum drawdown', falls[0]?.depth ?? 0, 'share', DRAWDOWN_FORMULA),
    figure('Days with a gain', hitRate(returns), 'share', HIT_RATE_FORMULA),
    figure('Months with a gain', hitRate(months), 'share', HIT_RATE_FORMULA),
    figure('Best month', months.length === 0 ? null : Math.max(...months), 'share', MONTHLY_RETURNS_FORMULA),
    figure('Worst month', months.length === 0 ? null : Math.min(...months), 'share', MONTHLY_RETURNS_FORMULA),
    figure('Trading days', returns.length, 'count', 'Valuations after the first.'),
  ];
}

function termsInWords({ accounts }: FundLife): string[] {
  const { fees, dealing } = accounts.terms;
  const { currency } = accounts.terms;
  const percent = (share: Decimal12): string => `${formatDecimal12((share * 100n) as Decimal12)} %`;
  const yearly = `${percent(fees.managementPerYear)} of capital a year (by ${fees.dayCount} days), accrued at every valuation`;
  const performance = `${percent(fees.performanceShare)} of the gain above each subscription's own high-water mark, accrued daily, due at the end of each ${fees.crystallises} and at redemption`;
  return [
    `Management fee: ${yearly}.`,
    `Performance fee: ${performance}.`,
    `Dealing at the last NAV of each ${dealing.dealing}; notice ${dealing.subscriptionNoticeDays} days to subscribe, ${dealing.redemptionNoticeDays} to redeem.`,
    `Minimum ${inThousands(dealing.minimumFirst)} ${currency} at first, ${inThousands(dealing.minimumFurther)} further, ${inThousands(dealing.minimumHolding)} to stay.`,
  ];
}

/** `1,250,000.5`: a comma between thousands, and never behind the point. */
const inThousands = (amount: Amount): string =>
  formatAmount(amount).replaceAll(/(?<!\.\d*)\B(?=(?:\d{3})+(?!\d))/g, ',');
