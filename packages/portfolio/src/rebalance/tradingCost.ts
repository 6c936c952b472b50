/** Σ|aᵢ − bᵢ|: buys plus sells between two lists of weights. */
export function tradedWeight(from: ArrayLike<number>, to: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < from.length; i++) sum += Math.abs(to[i] - from[i]);
  return sum;
}

/**
 * Σ cᵢ|toᵢ − fromᵢ|: what a trade costs, as a share of the NAV before it. The optimizer's cost term, the fund's and TC's are this one expression.
 * `linearCost` is one-way: one number for all, or one per stock. Throws RangeError on unequal lengths.
 */
export function tradingCost(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  linearCost: number | ArrayLike<number>,
): number {
  if (from.length !== to.length)
    throw new RangeError(`${from.length} weights before the trade and ${to.length} after it`);
  if (typeof linearCost === 'number') return linearCost * tradedWeight(from, to);
  if (linearCost.length !== from.length) throw new RangeError(`${from.length} weights and ${linearCost.length} costs`);
  let sum = 0;
  for (let i = 0; i < from.length; i++) sum += linearCost[i] * Math.abs(to[i] - from[i]);
  return sum;
}
