import { type NavPoint, returnsOf } from './navPoints.ts';
import { type Sharpe, sharpe } from './riskFigures.ts';

export const ROLLING_SHARPE_FORMULA =
  'The Sharpe ratio, annualised by √252, of the last 252 (or stated) trading days, each day; its standard error assumes independent days, and neighbouring values share almost all of theirs.';

/** One per day from the first full window on; days whose window has no Sharpe ratio (see `sharpe`) are left out. Throws as `returnsOf`. */
export function rollingSharpe(
  points: readonly NavPoint[],
  window = 252,
  cashPerYear = 0,
): (Sharpe & { readonly day: string })[] {
  if (!Number.isInteger(window) || window < 3) throw new RangeError(`a window of ${window} days is too short`);
  const returns = returnsOf(points);
  const ratios: (Sharpe & { readonly day: string })[] = [];
  for (let end = window; end <= returns.length; end++) {
    const ratio = sharpe(returns.slice(end - window, end), cashPerYear);
    if (ratio !== null) ratios.push({ day: points[end].day, ...ratio });
  }
  return ratios;
}
