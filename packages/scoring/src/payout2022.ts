export interface Payout2022Terms {
  /** The amount at risk. */
  readonly stake: number;
  readonly payoutFactor: number;
  readonly corr: number;
  readonly corrMultiplier: number;
  readonly mmc: number;
  readonly mmcMultiplier: number;
}

/** A round pays or burns at most this share of the stake. */
const LIMIT_2022 = 0.25;

/**
 * Payout of a round of 2022: stake·payoutFactor·(corr·multiplier + mmc·multiplier), limited to ±25 % of the stake; negative burns.
 * In floating point, for explanation and checks: the ledger pays in integers. Source: documentation of April 2022, learn.md.
 */
export function payout2022(terms: Payout2022Terms): number {
  const { stake, payoutFactor, corr, corrMultiplier, mmc, mmcMultiplier } = terms;
  const payout = stake * payoutFactor * (corr * corrMultiplier + mmc * mmcMultiplier);
  const limit = LIMIT_2022 * stake;
  return payout > limit ? limit : payout < -limit ? -limit : payout;
}
