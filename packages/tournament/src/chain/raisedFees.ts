/** What a transaction offers for each gas, in units of 1e-18 of the chain's coin (EIP-1559). */
export interface GasFees {
  /** At most, tip included. */
  readonly price: bigint;
  readonly tip: bigint;
}

/** Nodes take another transaction of the same nonce where both of its fees are a tenth higher, or an eighth: an eighth does for all. */
const raisedByEighth = (fee: bigint): bigint => fee + (fee + 7n) / 8n;

/**
 * Fees with which a transaction takes the place of one that no block took: each up by an eighth (rounded up, and by a unit at least) and not below what
 * the chain asks now. Where the chain asks for more than `priceMax`, that is offered if it is still an eighth more; else null: it cannot be raised.
 */
export function raisedFees(sent: GasFees, asked: GasFees, priceMax: bigint): GasFees | null {
  const least = { price: atLeastOneMore(sent.price), tip: atLeastOneMore(sent.tip) };
  if (least.price > priceMax) return null;
  const wanted = most(least.price, asked.price);
  const price = wanted < priceMax ? wanted : priceMax;
  const tip = most(least.tip, asked.tip);
  return { price, tip: tip < price ? tip : price };
}

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const atLeastOneMore = (fee: bigint): bigint => most(raisedByEighth(fee), fee + 1n);
