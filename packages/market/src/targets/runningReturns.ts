import { LONGEST_CARRIED_GAP_DAYS } from '../logReturns.ts';
import type { MarketPanel } from '../panel.ts';

/**
 * `forwardReturns` of the same members from the same day to later and later ones: each day is compounded once, by the same
 * multiplications, so that the bits are the same.
 */
export class RunningReturns {
  readonly #members: Int32Array;
  readonly #fromDay: number;
  readonly #growth: Float64Array;
  readonly #last: Float64Array;
  readonly #lastDay: Int32Array;
  #day: number;

  /** Throws RangeError where the panel lacks the day. */
  constructor(panel: MarketPanel, members: Int32Array, fromDay: number) {
    if (!(fromDay >= 0 && fromDay < panel.days.length))
      throw new RangeError(`day ${fromDay} is not within the panel's ${panel.days.length}`);
    this.#members = members;
    this.#fromDay = fromDay;
    this.#day = fromDay;
    this.#last = Float64Array.from(members, (security) => priceAt(panel, security, fromDay));
    this.#lastDay = new Int32Array(members.length).fill(fromDay);
    this.#growth = this.#last.map((price) => (price > 0 ? 1 : Number.NaN));
  }

  /** Where a later day was asked for before, this one is past. */
  isPast(day: number): boolean {
    return day < this.#day;
  }

  /** Simple returns to the close of a day, NaN for a stock without a price at the start. Throws RangeError on a day that is past or not there. */
  to(day: number, panel: MarketPanel): Float64Array {
    if (!(day >= this.#day && day < panel.days.length))
      throw new RangeError(
        `days ${this.#fromDay} to ${day} are not within the panel's ${panel.days.length}, or not in order`,
      );
    for (let i = 0; i < this.#members.length; i++) {
      if (this.#growth[i] === this.#growth[i]) this.#advance(i, day, panel);
    }
    this.#day = day;
    return this.#growth.map((growth) => growth - 1);
  }

  #advance(i: number, to: number, panel: MarketPanel): void {
    for (let day = this.#day + 1; day <= to; day++) {
      const price = priceAt(panel, this.#members[i], day);
      if (!(price > 0)) continue;
      if (day - this.#lastDay[i] <= LONGEST_CARRIED_GAP_DAYS + 1) this.#growth[i] *= price / this.#last[i];
      this.#last[i] = price;
      this.#lastDay[i] = day;
    }
  }
}

const priceAt = ({ close, adjustment, stride }: MarketPanel, security: number, day: number): number =>
  close[security * stride + day] * adjustment[security * stride + day];
