import type { ScaledProblem } from './scaledProblem.ts';

/**
 * The stocks' lines cut at their kinks, for the interior point: w = reference + Σⱼ σⱼxⱼ with 0 ≤ xⱼ ≤ lengthⱼ, where each
 * piece leads away from the reference (a kink) and |w| and |w − h| have constant slopes on it. Convexity fills the pieces
 * in the right order by itself. Pieces shorter than `SHORTEST` are merged: dust in holdings makes no pieces of its own.
 *
 * At most three pieces; piece j of stock i stands at 3i + j.
 */
export interface SplitStocks {
  readonly count: Uint8Array;
  readonly reference: Float64Array;
  readonly length: Float64Array;
  /** ±1, the direction of the piece. */
  readonly sigma: Int8Array;
  /** d|w|/dx and d|w − h|/dx. */
  readonly grossSlope: Int8Array;
  readonly turnoverSlope: Int8Array;
  /** 1 for the single piece of a stock without kinks and bounds: its x has any sign. */
  readonly isFree: Uint8Array;
}

const SHORTEST = 1e-7;

export function splitStocks(problem: ScaledProblem): SplitStocks {
  const { stocks, holdings, low, high, cost, upper } = problem;
  const split: SplitStocks = {
    count: new Uint8Array(stocks),
    reference: new Float64Array(stocks),
    length: new Float64Array(3 * stocks),
    sigma: new Int8Array(3 * stocks),
    grossSlope: new Int8Array(3 * stocks),
    turnoverSlope: new Int8Array(3 * stocks),
    isFree: new Uint8Array(stocks),
  };
  for (let i = 0; i < stocks; i++) {
    if (high[i] - low[i] < SHORTEST) {
      split.reference[i] = low[i] === high[i] ? low[i] : (low[i] + high[i]) / 2;
      continue;
    }
    const isInside = (kink: number): boolean => kink > low[i] + SHORTEST && kink < high[i] - SHORTEST;
    const kinks: number[] = [];
    if (upper[0] < Infinity && isInside(0)) kinks.push(0);
    const holdingMatters = cost[i] > 0 || upper[1] < Infinity;
    if (holdingMatters && isInside(holdings[i]) && !(kinks.length > 0 && Math.abs(holdings[i]) <= SHORTEST)) {
      kinks.push(holdings[i]);
    }
    if (kinks.length === 0 && low[i] === -Infinity && high[i] === Infinity) {
      split.count[i] = 1;
      split.isFree[i] = 1;
      split.sigma[3 * i] = 1;
      split.length[3 * i] = Infinity;
      continue;
    }
    const reference = kinks.length > 0 ? kinks[0] : low[i] > -Infinity ? low[i] : high[i];
    split.reference[i] = reference;
    const ends = [low[i], ...kinks.sort((a, b) => a - b), high[i]];
    split.count[i] = ends.length - 1;
    for (let j = 0; j + 1 < ends.length; j++) {
      const at = 3 * i + j;
      const inner =
        ends[j] === -Infinity ? ends[j + 1] - 1 : ends[j + 1] === Infinity ? ends[j] + 1 : (ends[j] + ends[j + 1]) / 2;
      const sigma = ends[j] >= reference ? 1 : -1;
      split.sigma[at] = sigma;
      split.length[at] = ends[j + 1] - ends[j];
      split.grossSlope[at] = sigma * (inner < 0 ? -1 : 1);
      split.turnoverSlope[at] = sigma * (inner < holdings[i] ? -1 : 1);
    }
  }
  return split;
}
