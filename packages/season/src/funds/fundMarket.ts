import { type BookEvent, exact, type Liquidity, type Position, type ShareRatio } from '@robata/fund';
import type { Amount } from '@robata/ledger';
import { LONGEST_CARRIED_GAP_DAYS, type MarketPanel } from '@robata/market';
import type { SeenPrices } from '../seenPrices.ts';
import { INDEX_SECURITY } from './indexFund.ts';

const VOLUME_DAYS = 21;
const VOLATILITY_DAYS = 63;
/** A stock whose volume or volatility nobody knows counts as thin and lively. */
const UNKNOWN: Liquidity = { volume: 100_000, volatility: 0.05 };
/** The index fund itself is as deep as the market. */
const OF_INDEX: Liquidity = { volume: 1e10, volatility: 0.01 };
/** An adjustment that moves less than this is rounding of the source. */
const NO_ACTION = 1e-9;
/** Ratios of shares are whole numbers: so many parts of one. */
const PARTS = 1e9;

const closeOn = (panel: MarketPanel, security: number, day: number): number =>
  day < 0 ? Number.NaN : (panel.close[security * panel.stride + day] as number);

const adjustmentOn = (panel: MarketPanel, security: number, day: number): number =>
  panel.adjustment[security * panel.stride + day] as number;

/** The last day before `day` with a close, at most the longest carried gap back; null where there is none. */
function lastPriced(panel: MarketPanel, security: number, day: number): number | null {
  for (let at = day - 1; at >= Math.max(0, day - LONGEST_CARRIED_GAP_DAYS - 1); at--) {
    if (closeOn(panel, security, at) > 0) return at;
  }
  return null;
}

/** Closes of a day, exact, for those of the securities that have one. */
export function closesOf(panel: MarketPanel, securities: Iterable<number>, day: number): Map<number, Amount> {
  const prices = new Map<number, Amount>();
  for (const security of securities) {
    if (security === INDEX_SECURITY) continue;
    const close = closeOn(panel, security, day);
    const price = close > 0 ? exact(close) : 0n;
    if (price > 0n) prices.set(security, price as Amount);
  }
  return prices;
}

/**
 * What the panel's adjustments and gaps say of held securities on a day. An adjustment factor that is not what it was when the price was seen last
 * is a split by its ratio: where the source puts dividends into it, they are reinvested. One without a price for longer than is carried is
 * delisted at its last one, but for those whose prices are held back.
 */
export function corporateActions(
  panel: MarketPanel,
  held: readonly Position[],
  day: number,
  { seen, heldBack }: { readonly seen: SeenPrices; readonly heldBack: ReadonlySet<number> },
): BookEvent[] {
  const date = panel.days[day] as string;
  return held.flatMap(({ security, price }): BookEvent[] => {
    if (security === INDEX_SECURITY) return [];
    if (!(closeOn(panel, security, day) > 0)) {
      const isGone = lastPriced(panel, security, day) === null && !heldBack.has(security);
      return isGone ? [{ kind: 'delisted', day: date, security, recovery: price }] : [];
    }
    const before = seen.lastBefore(panel, security, day);
    const ratio = before === null ? null : splitBetween(panel, security, before, day);
    return ratio === null ? [] : [{ kind: 'split', day: date, security, ratio }];
  });
}

/** Whether a security has had no price for longer than is carried, so that it counts as delisted. */
export const isDelisted = (panel: MarketPanel, security: number, day: number): boolean =>
  security !== INDEX_SECURITY && !(closeOn(panel, security, day) > 0) && lastPriced(panel, security, day) === null;

/** What one share of a day became by another one on which it has a price too; null: one share. */
function splitBetween(panel: MarketPanel, security: number, from: number, to: number): ShareRatio | null {
  const ratio = adjustmentOn(panel, security, to) / adjustmentOn(panel, security, from);
  const shares = Math.round(ratio * PARTS);
  if (!(Math.abs(ratio - 1) > NO_ACTION) || !Number.isSafeInteger(shares) || shares < 1) return null;
  return { new: shares, per: PARTS };
}

/** What one share of a trading day became before `day` began, as far as was seen; null: one share, or nobody knows a price. */
export function splitSince(
  panel: MarketPanel,
  security: number,
  tradingDay: string,
  day: number,
  seen: SeenPrices,
): ShareRatio | null {
  if (security === INDEX_SECURITY) return null;
  const from = lastPriced(panel, security, panel.days.lastIndexOf(tradingDay) + 1);
  const to = seen.lastBefore(panel, security, day) ?? lastPriced(panel, security, day);
  return from === null || to === null || to <= from ? null : splitBetween(panel, security, from, to);
}

/** What market impact needs of a security, from the days up to `day`: mean money volume of 21 days, volatility of 63. */
export function liquidityOn(panel: MarketPanel, security: number, day: number): Liquidity {
  if (security === INDEX_SECURITY) return OF_INDEX;
  const { volume } = panel;
  let [money, days] = [0, 0];
  for (let at = Math.max(0, day - VOLUME_DAYS + 1); at <= day; at++) {
    const value = closeOn(panel, security, at) * (volume?.[security * panel.stride + at] ?? Number.NaN);
    if (!(value >= 0)) continue;
    money += value;
    days += 1;
  }
  return {
    volume: money > 0 ? money / days : UNKNOWN.volume,
    volatility: volatilityOn(panel, security, day) ?? UNKNOWN.volatility,
  };
}

function volatilityOn(panel: MarketPanel, security: number, day: number): number | null {
  let [squares, count, last] = [0, 0, Number.NaN];
  for (let at = Math.max(0, day - VOLATILITY_DAYS); at <= day; at++) {
    const close = closeOn(panel, security, at);
    if (!(close > 0)) continue;
    const adjusted = close * adjustmentOn(panel, security, at);
    if (last > 0) {
      squares += (adjusted / last - 1) ** 2;
      count += 1;
    }
    last = adjusted;
  }
  return count < 10 ? null : Math.sqrt(squares / count);
}
