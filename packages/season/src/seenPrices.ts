import { LONGEST_CARRIED_GAP_DAYS, type MarketPanel } from '@robata/market';

/**
 * Until which day the prices of securities were seen by whoever values them: returns go on from there. Where days come live, a row may come after
 * its day (held back as a possible split, or late), and a return from yesterday's close alone would lose what happened before.
 */
export class SeenPrices {
  #last: ReadonlyMap<number, number> = new Map();

  /**
   * Simple adjusted returns of a trading day, one per security, since its price was seen last, by the panel as it is now; of one that is new, since
   * the last close. NaN where it has no price on the day, or where a gap of more than five missing days lies between: that is no return.
   */
  returns(panel: MarketPanel, securities: ArrayLike<number>, day: number): Float64Array {
    return Float64Array.from(securities, (security) => {
      const from = this.lastBefore(panel, security, day);
      if (from === null) return Number.NaN;
      return adjusted(panel, security, day) / adjusted(panel, security, from) - 1;
    });
  }

  /** The day whose price a security's return of this day starts from; null where it has none on the day, or a longer gap lies between. */
  lastBefore(panel: MarketPanel, security: number, day: number): number | null {
    if (!(adjusted(panel, security, day) > 0)) return null;
    const seen = this.#last.get(security) ?? day - 1;
    let row = day;
    for (let at = day - 1; at >= 0 && row - at <= LONGEST_CARRIED_GAP_DAYS + 1; at--) {
      if (!(adjusted(panel, security, at) > 0)) continue;
      if (at <= seen) return at;
      row = at;
    }
    return null;
  }

  /** The close of a day: of these securities, and of no others from now on. One that is new counts from this day. */
  see(panel: MarketPanel, securities: Iterable<number>, day: number): void {
    const before = this.#last;
    this.#last = new Map(
      Array.from(securities, (security) => {
        const isPriced = adjusted(panel, security, day) > 0;
        return [security, isPriced ? day : (before.get(security) ?? day)] as const;
      }),
    );
  }
}

const adjusted = ({ close, adjustment, stride }: MarketPanel, security: number, day: number): number =>
  (close[security * stride + day] as number) * (adjustment[security * stride + day] as number);
