import type { ScaledProblem } from './scaledProblem.ts';

/** What every stock does at given prices. */
export interface StockStates {
  readonly weights: Float64Array;
  /** 0: fixed at a kink (0 or its holding) or bound. Otherwise free: 5 + 3·(slope of |w|) + slope of |w − h|, see `GROSS_SLOPE`. */
  readonly codes: Uint8Array;
  /** Σ|w| */
  gross: number;
  /** Σ|w − h| */
  traded: number;
}

/** Slopes of |w| and |w − h| by code; where there is no such limit the slope is recorded as 0. */
export const GROSS_SLOPE = Float64Array.of(0, -1, -1, -1, 0, 0, 0, 1, 1, 1);
export const TURNOVER_SLOPE = Float64Array.of(0, -1, 0, 1, -1, 0, 1, -1, 0, 1);

export const stockStates = (stocks: number): StockStates => ({
  weights: new Float64Array(stocks),
  codes: new Uint8Array(stocks),
  gross: 0,
  traded: 0,
});

/**
 * Each stock's best weight, in closed form: w minimizes ½qw² − pw + λ|w| + (c+τ)|w−h| over low ≤ w ≤ high,
 * with p the alpha left after the prices of exposures, λ the price of gross and τ of turnover.
 */
export function stockStep(
  problem: ScaledProblem,
  p: Float64Array,
  prices: { readonly gross: number; readonly turnover: number },
  states: StockStates,
): void {
  const { curvature, cost, holdings, low, high, stocks } = problem;
  const lambda = prices.gross;
  const tau = prices.turnover;
  const grossCode = problem.upper[0] < Infinity ? 3 : 0;
  const turnoverCode = problem.upper[1] < Infinity ? 1 : 0;
  const { weights, codes } = states;
  let gross = 0;
  let traded = 0;
  for (let i = 0; i < stocks; i++) {
    // Mirrored so that the holding is not negative.
    const h = holdings[i];
    const mirror = h < 0 ? -1 : 1;
    const held = mirror * h;
    const pull = mirror * p[i];
    const q = curvature[i];
    const k = cost[i] + tau;
    let w: number;
    let grossSlope = mirror;
    let turnoverSlope = -mirror;
    let isFixed = false;
    if (pull + lambda + k < 0) {
      w = (pull + lambda + k) / q;
      grossSlope = -mirror;
    } else if (held > 0 && pull - lambda + k <= 0) {
      w = 0;
      isFixed = true;
    } else if (held > 0 && pull - lambda + k < q * held) {
      w = (pull - lambda + k) / q;
    } else if (pull - lambda - k <= q * held) {
      w = held;
      isFixed = true;
    } else {
      w = (pull - lambda - k) / q;
      turnoverSlope = mirror;
    }
    w *= mirror;
    if (w <= low[i]) {
      w = low[i];
      isFixed = true;
    } else if (w >= high[i]) {
      w = high[i];
      isFixed = true;
    }
    weights[i] = w;
    codes[i] = isFixed ? 0 : 5 + grossCode * grossSlope + turnoverCode * turnoverSlope;
    gross += Math.abs(w);
    traded += Math.abs(w - h);
  }
  states.gross = gross;
  states.traded = traded;
}
