import { mean, standardDeviation } from '@robata/kernels';

/** Trading days per year in every annualisation of this package. */
export const TRADING_DAYS_PER_YEAR = 252;

export const ANNUAL_RETURN_FORMULA =
  '(last NAV / first NAV)^(252 / trading days) − 1: compounded, after costs and fees.';
export const VOLATILITY_FORMULA = 'Standard deviation (divisor days − 1) of daily returns · √252.';
export const HIT_RATE_FORMULA = 'Periods with a return above 0 / all periods; a period of exactly 0 is no hit.';
export const SHARPE_FORMULA =
  'Mean of daily returns less cash rate / 252, over their standard deviation (divisor days − 1), times √252. Standard error: √((1 − skew·s + (kurtosis − 1)/4·s²) / days) · √252, s being the daily ratio (Mertens 2002; for normal returns Lo 2002).';

/** Null for fewer than two returns. */
export function volatility(returns: readonly number[]): number | null {
  return returns.length < 2 ? null : standardDeviation(returns, 1) * Math.sqrt(TRADING_DAYS_PER_YEAR);
}

/** Null without a return. */
export function annualReturn(returns: readonly number[]): number | null {
  if (returns.length === 0) return null;
  const growth = returns.reduce((product, value) => product * (1 + value), 1);
  return growth ** (TRADING_DAYS_PER_YEAR / returns.length) - 1;
}

/** Null without a return. */
export function hitRate(returns: readonly number[]): number | null {
  return returns.length === 0 ? null : returns.filter((value) => value > 0).length / returns.length;
}

export interface Sharpe {
  /** Annualised. */
  readonly ratio: number;
  /** Of the annualised ratio, assuming independent days. */
  readonly standardError: number;
  readonly days: number;
}

/** Null for fewer than three returns or returns that are all equal. `cashPerYear` is what cash would have earned, a simple rate. */
export function sharpe(returns: readonly number[], cashPerYear = 0): Sharpe | null {
  const days = returns.length;
  const deviation = standardDeviation(returns, 1);
  if (days < 3 || !(deviation > 0)) return null;
  const centre = mean(returns);
  const moment = (order: number): number => mean(returns.map((value) => (value - centre) ** order));
  const skew = moment(3) / moment(2) ** 1.5;
  const kurtosis = moment(4) / moment(2) ** 2;
  const daily = (centre - cashPerYear / TRADING_DAYS_PER_YEAR) / deviation;
  // Kurtosis ≥ 1 + skew², so that this is ≥ (1 − skew·s/2)² and never negative but by rounding.
  const variance = Math.max(0, (1 - skew * daily + ((kurtosis - 1) / 4) * daily * daily) / days);
  const scale = Math.sqrt(TRADING_DAYS_PER_YEAR);
  return { ratio: daily * scale, standardError: Math.sqrt(variance) * scale, days };
}
