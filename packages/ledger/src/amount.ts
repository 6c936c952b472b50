import { readDecimal, tenTo, writeDecimal } from './decimal.ts';

declare const unit: unique symbol;
/** Tokens in units of 1e-18, exact. Signed: a line of a posting may be negative, a balance may not. */
export type Amount = bigint & { readonly [unit]: 'amount' };

export const AMOUNT_PLACES = 18;
/** Above this no token has a supply; it bounds what arithmetic and columns must hold. */
const LIMIT = tenTo(30 + AMOUNT_PLACES);

export type AmountFault = 'empty' | 'not_a_number' | 'too_fine' | 'too_large';
export type ParsedAmount =
  | { readonly status: 'parsed'; readonly amount: Amount }
  | { readonly status: 'refused'; readonly reason: AmountFault };

/** A bigint already in units of 1e-18 as an Amount. */
export const amountOf = (units: bigint): Amount => units as Amount;

export const ZERO = amountOf(0n);

/**
 * The exact amount of a decimal text (`1`, `1.0`, `-0.25`, `1e-05`): never through a double. Refused: the empty text, what is no
 * finite decimal, more than 18 places that are not zero, and |amount| ≥ 1e30. The sign is the caller's business.
 * @example parseAmount('1.5') // { status: 'parsed', amount: 1500000000000000000n }
 */
export function parseAmount(text: string): ParsedAmount {
  if (text === '') return { status: 'refused', reason: 'empty' };
  const decimal = readDecimal(text);
  if (decimal === undefined) return { status: 'refused', reason: 'not_a_number' };
  const scaled = decimal.units * tenTo(AMOUNT_PLACES);
  const divisor = tenTo(decimal.places);
  if (scaled % divisor !== 0n) return { status: 'refused', reason: 'too_fine' };
  const units = scaled / divisor;
  if (units >= LIMIT || units <= -LIMIT) return { status: 'refused', reason: 'too_large' };
  return { status: 'parsed', amount: amountOf(units) };
}

/** The amount of a text that is known to be one, as in presets and tests. Throws RangeError otherwise. */
export function amount(text: string): Amount {
  const parsed = parseAmount(text);
  if (parsed.status === 'refused') throw new RangeError(`'${text}' is no amount: ${parsed.reason}`);
  return parsed.amount;
}

/** The shortest exact decimal text; `parseAmount` reads it back to the same amount. */
export const formatAmount = (value: Amount): string => writeDecimal(value, AMOUNT_PLACES);

/** The sum; 0 of none. */
export const sumAmounts = (values: Iterable<Amount>): Amount => {
  let total = 0n;
  for (const value of values) total += value;
  return amountOf(total);
};
