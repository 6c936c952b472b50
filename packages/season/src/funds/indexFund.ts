import type { Era, MarketPanel } from '@robata/market';
import { SeenPrices } from '../seenPrices.ts';

/** The index as a security of its own, beside those of the panel. */
export const INDEX_SECURITY = -1;
/** One-way cost of trading it: 1 basis point, as that of the overlay in its mandate. */
export const INDEX_COST = 0.0001;
const FIRST_PRICE = 100;

/** Size weights of an era's stocks, adding up to 1; equal ones where no size is known. */
export function indexWeights({ members, size }: Pick<Era, 'members' | 'size'>): ReadonlyMap<number, number> {
  const counted = size.map((value) => (value > 0 ? value : 0));
  const total = counted.reduce((sum, value) => sum + value, 0);
  const weight = (i: number): number => (total > 0 ? (counted[i] as number) / total : 1 / members.length);
  return new Map(Array.from(members, (security, i) => [security, weight(i)]));
}

/** An index fund of all stocks of the last era by their size, dividends reinvested, without fee: what portable alpha holds beside its book. */
export class IndexFund {
  #weights: ReadonlyMap<number, number> = new Map();
  #price = FIRST_PRICE;
  readonly #seen = new SeenPrices();

  get price(): number {
    return this.#price;
  }

  beginEra(era: Pick<Era, 'members' | 'size'>): void {
    this.#weights = indexWeights(era);
  }

  /** Its return of a day: of those of its stocks that have one. */
  playDay(panel: MarketPanel, day: number): number {
    const securities = [...this.#weights.keys()];
    const returns = this.#seen.returns(panel, securities, day);
    this.#seen.see(panel, securities, day);
    let [gained, weight] = [0, 0];
    securities.forEach((security, i) => {
      const value = returns[i] as number;
      if (Number.isNaN(value)) return;
      const share = this.#weights.get(security) as number;
      gained += share * value;
      weight += share;
    });
    const change = weight > 0 ? gained / weight : 0;
    this.#price *= 1 + change;
    return change;
  }
}
