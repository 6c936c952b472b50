const PLACES = 18;
const ONE = 10n ** BigInt(PLACES);

/** A decimal text of at most 18 places as whole units of 1e-18, exact. Throws RangeError on what is none. */
export function unitsOf(amount: string): bigint {
  const [, sign, whole = '', places = ''] = /^(-?)(\d+)(?:\.(\d{1,18}))?$/.exec(amount) ?? [];
  if (whole === '') throw new RangeError(`'${amount}' is no amount`);
  const units = BigInt(whole) * ONE + BigInt(places.padEnd(PLACES, '0'));
  return sign === '-' ? -units : units;
}

/** The shortest decimal text of units of 1e-18. */
export function amountOf(units: bigint): string {
  const size = units < 0n ? -units : units;
  const places = String(size % ONE)
    .padStart(PLACES, '0')
    .replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${size / ONE}${places === '' ? '' : `.${places}`}`;
}

/** The exact sum of decimal texts; '0' of none. */
export const sumOf = (amounts: Iterable<string>): string => {
  let units = 0n;
  for (const amount of amounts) units += unitsOf(amount);
  return amountOf(units);
};

/** The lesser of two decimal texts. */
export const lesserOf = (a: string, b: string): string => (unitsOf(a) < unitsOf(b) ? a : b);

/** The greatest of decimal texts; '0' of none. */
export const greatestOf = (amounts: readonly string[]): string =>
  amountOf(amounts.map(unitsOf).reduce((a, b) => (a > b ? a : b), 0n));
