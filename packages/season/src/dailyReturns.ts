import { LONGEST_CARRIED_GAP_DAYS, type MarketPanel } from '@robata/market';

/**
 * Simple adjusted returns of one trading day, one per security: since the last close, where that is at most five missing days old.
 * NaN where the security has no price on the day, or had none for longer: a change over a longer gap is not a return.
 */
export function dailyReturns(panel: MarketPanel, securities: ArrayLike<number>, day: number): Float64Array {
  const oldest = Math.max(0, day - LONGEST_CARRIED_GAP_DAYS - 1);
  return Float64Array.from(securities, (security) => {
    const start = security * panel.stride;
    const price = adjusted(panel, start + day);
    if (!(price > 0)) return Number.NaN;
    for (let before = day - 1; before >= oldest; before--) {
      const last = adjusted(panel, start + before);
      if (last > 0) return price / last - 1;
    }
    return Number.NaN;
  });
}

const adjusted = (panel: MarketPanel, cell: number): number =>
  (panel.close[cell] as number) * (panel.adjustment[cell] as number);
