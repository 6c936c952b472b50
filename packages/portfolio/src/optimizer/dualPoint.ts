import type { ScaledProblem } from './scaledProblem.ts';

/**
 * Prices of the limits: everything that a solver carries from one problem to the next.
 * All arrays are numbered like the limits: 0 gross, 1 turnover, 2 … exposures.
 */
export interface DualPoint {
  /** ν: > 0 pushes against the upper bound, < 0 against the lower. */
  readonly price: Float64Array;
  /** ζ: the exposures at which risk is priced; X'w at a solution. Entries 0 and 1 are 0. */
  readonly riskAt: Float64Array;
  /** Which bound is active: 1 upper (always for equalities), −1 lower, 0 none. */
  readonly side: Int8Array;
}

export const dualPoint = (order: number): DualPoint => ({
  price: new Float64Array(order),
  riskAt: new Float64Array(order),
  side: new Int8Array(order),
});

export function copyDualPoint(from: DualPoint, to: DualPoint): void {
  to.price.set(from.price);
  to.riskAt.set(from.riskAt);
  to.side.set(from.side);
}

/** True where both bounds are finite and equal: two infinities are no equality. */
export const isEquality = ({ lower, upper }: ScaledProblem, k: number): boolean =>
  lower[k] === upper[k] && Number.isFinite(upper[k]);
