import { LONGEST_CARRIED_GAP_DAYS } from '../logReturns.ts';
import type { MarketPanel } from '../panel.ts';

/**
 * Simple returns from the close of `fromDay` to the close of `toDay`, adjusted, one per member.
 *
 * The daily changes that exist are compounded: a stock that is delisted on the way keeps the return up to its last close (an exit is
 * not a loss of everything), and a change over a gap of more than five missing days does not count. Without a price on `fromDay` it
 * could not be bought: NaN. Equal days give 0. Throws RangeError where the panel lacks a day or the days are in the wrong order.
 */
export function forwardReturns(
  panel: MarketPanel,
  members: ArrayLike<number>,
  fromDay: number,
  toDay: number,
): Float64Array {
  if (!(fromDay >= 0 && fromDay <= toDay && toDay < panel.days.length))
    throw new RangeError(`days ${fromDay} to ${toDay} are not within the panel's ${panel.days.length}`);
  const { close, adjustment, stride } = panel;
  return Float64Array.from(members, (security) => {
    const start = security * stride;
    let last = close[start + fromDay] * adjustment[start + fromDay];
    if (!(last > 0)) return Number.NaN;
    let lastDay = fromDay;
    let growth = 1;
    for (let day = fromDay + 1; day <= toDay; day++) {
      const price = close[start + day] * adjustment[start + day];
      if (!(price > 0)) continue;
      if (day - lastDay <= LONGEST_CARRIED_GAP_DAYS + 1) growth *= price / last;
      last = price;
      lastDay = day;
    }
    return growth - 1;
  });
}
