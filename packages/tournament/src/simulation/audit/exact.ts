/**
 * The audit's own arithmetic: plain decimals, fractions of bigints, and text. It shares nothing with the ledger room, so a fault there does
 * not hide here.
 */

/** A decimal text as a whole number of 10^−places. Throws where it is finer than that. */
export function unitsOf(text: string, places = 18): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text);
  if (match === null) throw new Error(`'${text}' is no decimal`);
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const shift = places - fraction.length + Number(exponent);
  const digits = BigInt(`${whole}${fraction}`);
  const units = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  if (shift < 0 && units * 10n ** BigInt(-shift) !== digits)
    throw new Error(`'${text}' is finer than ${places} places`);
  return sign === '-' ? -units : units;
}

/** A fraction; the denominator is positive. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

export const whole = (over: bigint, under = 1n): Fraction => ({ over, under });
export const times = (a: Fraction, b: Fraction): Fraction => whole(a.over * b.over, a.under * b.under);
export const plus = (a: Fraction, b: Fraction): Fraction =>
  whole(a.over * b.under + b.over * a.under, a.under * b.under);
export const isLess = (a: Fraction, b: Fraction): boolean => a.over * b.under < b.over * a.under;
export const negative = ({ over, under }: Fraction): Fraction => whole(-over, under);

/** Down to a whole number. */
export function floorOf({ over, under }: Fraction): bigint {
  const quotient = over / under;
  return over < 0n && quotient * under !== over ? quotient - 1n : quotient;
}

/** To the nearest whole number, a tie to the even one. */
export function nearestOf(value: Fraction): bigint {
  const below = floorOf(value);
  const twice = 2n * (value.over - below * value.under);
  if (twice < value.under) return below;
  if (twice > value.under) return below + 1n;
  return below % 2n === 0n ? below : below + 1n;
}

const TRILLION = 10n ** 12n;

/** A published score as the rules count it: its shortest decimal, to the nearest of 12 places. */
export const scoreOf = (value: number): Fraction =>
  whole(nearestOf(whole(unitsOf(String(value), 60), 10n ** 48n)), TRILLION);

/** JSON with the keys in order and no spaces: what hashes are taken of. */
export function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const record = value as Record<string, unknown>;
  const fields = Object.keys(record).sort();
  return `{${fields.map((field) => `${JSON.stringify(field)}:${ordered(record[field])}`).join(',')}}`;
}
