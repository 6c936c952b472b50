import { type Amount, amountOf, decimal12FromDouble } from '@robata/ledger';

/** 1 in the units of an Amount: money in 1e-18 of the currency, shares and units of a series in 1e-18 of one. */
export const ONE = 10n ** 18n;

/**
 * A double as an exact amount: its shortest decimal rounded half-even to 12 places (prices, model figures; money that moves is exact already).
 * Throws RangeError for what is not finite or ≥ 1e15.
 */
export const exact = (value: number): Amount => amountOf(decimal12FromDouble(value) * 1_000_000n);

/** The nearest double of an amount: for ratios, reports and the optimizer; never added up as money. */
export const approximate = (value: Amount): number => Number(value) / 1e18;

/** a · b in the unit of both, rounded towards 0: so a long and a short of the same shares are worth exactly opposite amounts. */
export const product = (a: bigint, b: bigint): Amount => amountOf((a * b) / ONE);

const floorDivide = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
};

/**
 * `total` (of either sign) in parts proportional to `weights` (≥ 0, with a positive sum): each within 1e-18 of its share, and their sum is
 * `total` exactly, because part i is the difference of two rounded cumulative shares. Throws RangeError where the weights have no sum.
 * @example allocate(amountOf(10n), [1n, 1n, 1n]) // 3n, 3n, 4n
 */
export function allocate(total: Amount, weights: readonly bigint[]): Amount[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum <= 0n) throw new RangeError('nobody has a share in what is to be allocated');
  let cumulative = 0n;
  let given = 0n;
  return weights.map((weight) => {
    cumulative += weight;
    const upTo = floorDivide(total * cumulative, sum);
    const part = upTo - given;
    given = upTo;
    return amountOf(part);
  });
}
