import { divideHalfEven, readDecimal, tenTo, writeDecimal } from './decimal.ts';

declare const unit: unique symbol;
/** A score, multiplier or factor as an exact decimal in units of 1e-12. */
export type Decimal12 = bigint & { readonly [unit]: 'decimal12' };

export const DECIMAL_PLACES = 12;
export const ONE = tenTo(DECIMAL_PLACES) as Decimal12;

/**
 * The double as a decimal rounded half-even to 12 places. It starts from the double's **shortest decimal** (what `String(x)`, Python's
 * `repr` and our JSON print), not from its binary value: whoever recomputes a payout does so from the score that was published.
 * Odd: decimal12FromDouble(−x) = −decimal12FromDouble(x). Throws RangeError on NaN and ±∞: a missing score is null before it comes here.
 * @example decimal12FromDouble(0.0000000000025) // 2n
 */
export function decimal12FromDouble(x: number): Decimal12 {
  if (!Number.isFinite(x) || Math.abs(x) >= 1e15) throw new RangeError(`${x} is no score`);
  const decimal = readDecimal(String(x)) as { units: bigint; places: number };
  return divideHalfEven(decimal.units * ONE, tenTo(decimal.places)) as Decimal12;
}

/** A decimal literal of at most 12 places, as in policies. Throws RangeError on anything else. */
export function decimal12(text: string): Decimal12 {
  const decimal = readDecimal(text);
  const scaled = decimal === undefined ? undefined : decimal.units * ONE;
  const divisor = tenTo(decimal?.places ?? 0);
  if (scaled === undefined || scaled % divisor !== 0n) throw new RangeError(`'${text}' is no decimal of 12 places`);
  return (scaled / divisor) as Decimal12;
}

/** The shortest exact decimal text; `decimal12` reads it back to the same value. */
export const formatDecimal12 = (value: Decimal12): string => writeDecimal(value, DECIMAL_PLACES);
