import { logarithm } from '@robata/kernels';

import type { MarketPanel } from './panel.ts';

/** A price may be missing for this many trading days and still give a return, on the day it reappears. */
export const LONGEST_CARRIED_GAP_DAYS = 5;

/**
 * Log returns of adjusted closes, in the panel's own layout: cell `[security * stride + day]` holds
 * log(close·adjustment of the day) − the same of the security's row before. Up to 5 missing days are carried, so that the
 * day of reappearance holds the return of the whole gap; over a longer gap there is none. NaN where there is no return.
 */
export function logReturns(panel: MarketPanel): Float64Array {
  const { days, securities, stride, close, adjustment } = panel;
  const returns = new Float64Array(securities.length * stride).fill(Number.NaN);
  for (let security = 0; security < securities.length; security++) {
    const start = security * stride;
    let last = -1;
    let lastLog = Number.NaN;
    for (let day = 0; day < days.length; day++) {
      const price = (close[start + day] as number) * (adjustment[start + day] as number);
      if (Number.isNaN(price)) continue;
      const log = logarithm(price);
      if (last >= 0 && day - last <= LONGEST_CARRIED_GAP_DAYS + 1) returns[start + day] = log - lastLog;
      last = day;
      lastLog = log;
    }
  }
  return returns;
}
