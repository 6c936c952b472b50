/**
 * How stakes weigh the meta model: in proportion (as they are); capped, so that none weighs more than `share` of the total; or concave,
 * stake^exponent, so that twice the stake weighs less than twice. `share` and `exponent` lie in (0, 1]. Payouts and burns stay in
 * proportion to the stake: only influence is bounded.
 */
export type StakeWeighting =
  | { readonly kind: 'proportional' }
  | { readonly kind: 'capped'; readonly share: number }
  | { readonly kind: 'concave'; readonly exponent: number };

export const PROPORTIONAL: StakeWeighting = { kind: 'proportional' };

/**
 * The weights of the models in the meta model, in the order of their stakes. Proportional gives the stakes themselves, bit by bit. Zeros
 * stay 0, equal stakes get equal weights, a larger stake never weighs less. Basic operations only: the same bits on every engine, whatever
 * the order of the other models is.
 *
 * Capped: weight = min(stake, c), where c is `share` of the sum of all weights: the fixed point of capping again and again. Of k capped
 * models and an uncapped rest U it is c = share·U / (1 − k·share). With fewer than 1/share stakes no cap can hold; then all weigh the
 * same, as the smallest of them; with few more than that even a tiny stake weighs much, so choose a share well above one over the number
 * of stakes, and remember that a person may spread a stake over many models. Stakes are finite and ≥ 0; throws RangeError otherwise, or on a share or exponent outside (0, 1].
 * @example metaModelWeights(Float64Array.of(80, 10, 10), { kind: 'capped', share: 0.4 }) // 13.33…, 10, 10
 */
export function metaModelWeights(stakes: Float64Array, weighting: StakeWeighting): Float64Array {
  if (!stakes.every((stake) => stake >= 0 && stake < Infinity))
    throw new RangeError('a stake is not a finite number ≥ 0');
  switch (weighting.kind) {
    case 'proportional':
      return stakes;
    case 'capped': {
      const cap = capOf(stakes, within(weighting.share, 'share'));
      return stakes.map((stake) => (stake > cap ? cap : stake));
    }
    case 'concave': {
      const exponent = within(weighting.exponent, 'exponent');
      return stakes.map((stake) => rootPower(stake, exponent));
    }
  }
}

function within(value: number, name: string): number {
  if (value > 0 && value <= 1) return value;
  throw new RangeError(`a weighting's ${name} is ${value} and must be above 0 and at most 1`);
}

/** The largest weight a stake may have; Infinity where nobody reaches the share. */
function capOf(stakes: Float64Array, share: number): number {
  const held = stakes.filter((stake) => stake > 0).sort();
  if (held.length === 0) return Number.POSITIVE_INFINITY;
  // Sums of the smallest 1, 2, … stakes, each exact to rounding and in one order whatever the order given.
  const sums = new Float64Array(held.length + 1);
  held.forEach((stake, i) => {
    sums[i + 1] = (sums[i] as number) + stake;
  });
  // The first count at which the next stake fits below the cap is the fixed point: fewer capped would leave one above it. That count comes
  // before the divisor vanishes, but for rounding.
  for (let capped = 0; capped < held.length && capped * share < 1; capped++) {
    const rest = held.length - capped;
    const cap = (share * (sums[rest] as number)) / (1 - capped * share);
    if ((held[rest - 1] as number) <= cap) return capped === 0 ? Number.POSITIVE_INFINITY : cap;
  }
  return held[0] as number;
}

/** Bits of an exponent below which x^bit is 1 to the last place, for every double x: |ln x| ≤ 745 < 2^10, and 2^10 − 64 < −53. */
const BITS = 64;

/**
 * x^exponent for x ≥ 0 and an exponent in (0, 1]: the exponent's binary digits, each a square root further. Within about 1e-14 of the
 * true power; monotone in exact arithmetic. 0 and 1 stay what they are.
 */
function rootPower(x: number, exponent: number): number {
  if (x === 0 || exponent === 1) return x;
  let power = 1;
  let root = x;
  let rest = exponent;
  for (let bit = 1; bit <= BITS && rest > 0; bit++) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) {
      power *= root;
      rest -= 1;
    }
  }
  return power;
}
