/** Exact decimals as bigint: `units / 10^places`. Everything that turns text or doubles into money goes through here. */

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Longer texts are refused before they are read: no double and no sensible amount needs them. */
const LENGTH_MAX = 100;

/** 10^places. */
export const tenTo = (places: number): bigint => POWERS[places] ?? 10n ** BigInt(places);

/** Those that money asks for all the time. */
const POWERS: readonly bigint[] = Array.from({ length: 40 }, (_, places) => 10n ** BigInt(places));

/**
 * The exact value of a decimal text such as `-1.50` or `1e-05`, or undefined where it is none (empty, spaces, `NaN`, `.5`, `1.`,
 * hexadecimal, thousands separators, over 100 characters).
 */
export function readDecimal(text: string): { units: bigint; places: number } | undefined {
  const match = text.length <= LENGTH_MAX ? DECIMAL.exec(text) : null;
  if (match === null) return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const magnitude = BigInt(`${whole}${fraction}`);
  const places = fraction.length - Number(exponent);
  const units = places < 0 ? magnitude * tenTo(-places) : magnitude;
  return { units: sign === '-' ? -units : units, places: Math.max(places, 0) };
}

const ZERO_DIGIT = 48;

/** The shortest text of `units / 10^places`: no exponent, no trailing zeros, no `-0`. */
export function writeDecimal(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const point = digits.length - places;
  let end = digits.length;
  while (end > point && digits.charCodeAt(end - 1) === ZERO_DIGIT) end--;
  const fraction = end === point ? '' : `.${digits.slice(point, end)}`;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
}

/** `numerator / denominator` to the nearest integer, ties to even. The denominator is positive. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const floor = divideTowardsBurn(numerator, denominator);
  const twice = 2n * (numerator - floor * denominator);
  if (twice !== denominator) return twice > denominator ? floor + 1n : floor;
  return floor % 2n === 0n ? floor : floor + 1n;
}

/** `numerator / denominator` rounded down: a payout loses the fraction of a unit, a burn gains it. The denominator is positive. */
export function divideTowardsBurn(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}
