import type { Amount } from './amount.ts';
import { sumAmounts } from './amount.ts';
import { divideHalfEven } from './decimal.ts';
import { type Decimal12, ONE } from './decimal12.ts';

/** How unequally stakes are held; shares as decimals of 12 places, each rounded half-even once. All 0 where nobody has a stake. */
export interface Concentration {
  /** How many have a stake above 0. */
  readonly stakes: number;
  readonly total: Amount;
  /** Share of the total that the largest 1, 10 and 50 stakes hold; 1 where there are no more. */
  readonly top1: Decimal12;
  readonly top10: Decimal12;
  readonly top50: Decimal12;
  /** Herfindahl index Σ share²: 1 for one holder, 1/n for n equal ones. */
  readonly herfindahl: Decimal12;
  /** 1 / Herfindahl: so many equal stakes would be as concentrated. Rounded from the exact fraction, not from `herfindahl`. */
  readonly effectiveNumber: Decimal12;
}

/**
 * Concentration of stakes, exact but for one rounding of each figure. Stakes of 0 do not count. Of whom they are is the caller's choice:
 * models, or accounts (a person may have many models). Throws RangeError on a negative stake.
 * @example concentration([amount('3'), amount('1')]) // top1 .75, herfindahl .625, effectiveNumber 1.6
 */
export function concentration(stakes: Iterable<Amount>): Concentration {
  const held = [...stakes].filter((stake) => {
    if (stake < 0n) throw new RangeError('a stake is negative');
    return stake > 0n;
  });
  held.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  const total = sumAmounts(held);
  const squares = held.reduce((sum, stake) => sum + stake * stake, 0n);
  const top = (count: number) => ratio(sumAmounts(held.slice(0, count)), total);
  return {
    stakes: held.length,
    total,
    top1: top(1),
    top10: top(10),
    top50: top(50),
    herfindahl: ratio(squares, total * total),
    effectiveNumber: ratio(total * total, squares),
  };
}

const ratio = (part: bigint, whole: bigint): Decimal12 =>
  (whole === 0n ? 0n : divideHalfEven(part * ONE, whole)) as Decimal12;
