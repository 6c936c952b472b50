import { tradedWeight, tradingCost } from '@robata/portfolio';

/** A fund of one product at one moment. A value: every step gives a new one. */
export interface FundState {
  /** USD, with the proceeds of short sales in it. It earns no interest; borrowing stock costs nothing. */
  readonly cash: number;
  /** Security → USD at its last price, negative when short; never 0; ascending by security. */
  readonly positions: ReadonlyMap<number, number>;
}

/** What happened to prices in a trading day. */
export interface FundDay {
  /** A security's simple return of the day, ≥ −1; NaN where it has no price: its value stays. */
  readonly returnOf: (security: number) => number;
  /** Securities that have traded for the last time, today or before: the last close is the exit, without cost, and the value becomes cash. */
  readonly delisted?: ReadonlySet<number>;
}

/** What a trade did. */
export interface FundTrade {
  /** Σ|w − h|, buys plus sells as a share of the NAV before the trade. */
  readonly turnover: number;
  /** USD, taken from the cash. */
  readonly cost: number;
}

const sorted = (positions: Iterable<readonly [number, number]>): ReadonlyMap<number, number> =>
  new Map([...positions].filter(([, value]) => value !== 0).sort(([a], [b]) => a - b));

/** A fund with nothing but cash (USD, positive). */
export function openFund(cash: number): FundState {
  if (!(cash > 0) || !Number.isFinite(cash)) throw new RangeError(`a fund opens with a positive amount, not ${cash}`);
  return { cash, positions: new Map() };
}

/** Net asset value in USD: cash plus the value of all positions, shorts negative. */
export function netAssetValue({ cash, positions }: FundState): number {
  let value = cash;
  for (const position of positions.values()) value += position;
  return value;
}

/** Security → position as a share of the NAV: what a rebalance plan takes as `holdings`. */
export function holdingWeights(state: FundState): ReadonlyMap<number, number> {
  const nav = netAssetValue(state);
  return new Map([...state.positions].map(([security, value]) => [security, value / nav]));
}

/**
 * The fund after a trading day: positions drift with their returns, delisted ones become cash at their last close.
 * Throws RangeError for a return below −1.
 */
export function applyDay(state: FundState, { returnOf, delisted = new Set() }: FundDay): FundState {
  let { cash } = state;
  const positions: [number, number][] = [];
  for (const [security, value] of state.positions) {
    const change = returnOf(security);
    if (change < -1) throw new RangeError(`security ${security} has a return of ${change}`);
    const today = Number.isNaN(change) ? value : value * (1 + change);
    if (delisted.has(security)) cash += today;
    else positions.push([security, today]);
  }
  return { cash, positions: sorted(positions) };
}

/**
 * The fund after trading to target weights (shares of the NAV *before* the trade; securities not named are sold whole).
 * The cost c'|w − h|, the optimizer's own expression, is paid from cash: NAV after = NAV before · (1 − c'|w − h|).
 *
 * @param linearCost one-way, as a share of what is traded: one number, or one per security (every traded one must be in it)
 * Throws RangeError if the NAV is not positive, or a weight or cost is missing or not finite.
 */
export function applyTrades(
  state: FundState,
  targetWeights: ReadonlyMap<number, number>,
  linearCost: number | ReadonlyMap<number, number>,
): { readonly state: FundState; readonly trade: FundTrade } {
  const nav = netAssetValue(state);
  if (!(nav > 0)) throw new RangeError(`a fund with a net asset value of ${nav} cannot trade`);
  const held = holdingWeights(state);
  const securities = [...new Set([...held.keys(), ...targetWeights.keys()])].sort((a, b) => a - b);
  const from = securities.map((security) => held.get(security) ?? 0);
  const to = securities.map((security) => targetWeights.get(security) ?? 0);
  const costs = securities.map(
    (security) => (typeof linearCost === 'number' ? linearCost : linearCost.get(security)) ?? Number.NaN,
  );
  if (![...to, ...costs].every(Number.isFinite))
    throw new RangeError('a target weight or a cost is missing or not finite');

  const cost = nav * tradingCost(from, to, costs);
  const positions = sorted(securities.map((security, i) => [security, to[i] * nav]));
  let invested = 0;
  for (const value of positions.values()) invested += value;
  return { state: { cash: nav - cost - invested, positions }, trade: { turnover: tradedWeight(from, to), cost } };
}
