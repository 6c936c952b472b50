import { type DayNumber, formatIsoDate, parseIsoDate } from '../calendar/isoDate.ts';
import { isNyseTradingDay } from '../calendar/nyse.ts';
import type { MarketPanel } from '../panel.ts';
import { EVENTS, TRADING_DAYS_PER_YEAR } from './calibration.ts';
import { FactorProcess } from './factors.ts';
import { GrowingPanel } from './growingPanel.ts';
import { createListing, type ExitKind, type Listing, MEAN_LOG_SIZE } from './listing.ts';
import { expectedSpecificReturn, tradeListing } from './listingDay.ts';
import { NameSource } from './names.ts';
import { Random } from './random.ts';
import { type MarketState, refresh } from './refresh.ts';

export interface GeneratedMarketOptions {
  /** An integer from 0 to 2⁵³ − 1: the whole market follows from it and the other options. */
  readonly seed: number;
  /** Listings that trade on any day: from 20 to 20,000. Who leaves is replaced the next day. */
  readonly securities: number;
  /** ISO date; the market begins on the first trading day at or after it. */
  readonly startDate: string;
}

/** A listing that ended. `day` is the panel's day index of its last row. */
export interface Exit {
  readonly security: number;
  readonly day: number;
  readonly kind: ExitKind;
}

export interface GeneratedMarket {
  /** Everything so far. A panel taken earlier stays valid for its own days and securities while the market goes on. */
  readonly panel: MarketPanel;
  readonly exits: readonly Exit[];
  /** Generates further trading days (an integer ≥ 0). advance(a + b) leaves the same bits as advance(a), advance(b). */
  advance(days: number): void;
  /**
   * The planted edge at the close of the last day: each security's expected specific return of the next day, by panel row;
   * NaN where it no longer trades. No participant sees it: it is for tests and for the page that says what is planted.
   */
  plantedReturns(): Float64Array;
}

const WEEK_DAYS = 5;
const FIRST_DAYS = 1024;

/**
 * A synthetic stock market without end, calibrated to US stocks of 2021 to 2026 (see calibration.ts for every constant).
 *
 * Return of stock i on day t = drift + βᵢ·market + sector + Σ styles + country
 *                              + σᵢ·(common volatility)·(industry shock + clustered t shock) + planted expectation.
 * Every specific shock has mean 0, but simple returns compound and volatile stocks' shocks are skewed to the right: over weeks their
 * median lies below their mean, though their mean return is that of calm stocks. The same options give the same bits, whatever the steps of `advance`.
 * Throws RangeError for options outside their ranges.
 *
 * @example
 * const market = createGeneratedMarket({ seed: 1, securities: 500, startDate: '2019-01-04' });
 * market.advance(900);
 * market.panel.days.length; // 900
 */
export function createGeneratedMarket(options: GeneratedMarketOptions): GeneratedMarket {
  const { seed, securities: count } = options;
  if (!Number.isInteger(count) || count < 20 || count > 20_000) {
    throw new RangeError(`a generated market has from 20 to 20000 securities, not ${count}`);
  }
  const startDate = parseIsoDate(options.startDate);
  if (startDate === null) throw new RangeError(`a market starts on a date YYYY-MM-DD, not ${options.startDate}`);
  let date = tradingDayFrom(startDate);
  const panel = new GrowingPanel(Math.ceil(1.25 * count), FIRST_DAYS);
  const names = new NameSource();
  const factors = new FactorProcess(new Random(seed, 0));
  const events = new Random(seed, 1);
  const exits: Exit[] = [];

  const list = (firstDay: number, meanLogSize: number): Listing => {
    const { listing, security } = createListing({ seed, row: panel.securities.length, firstDay, meanLogSize, names });
    panel.addSecurity(security);
    return listing;
  };
  const live = Array.from({ length: count }, () => list(0, MEAN_LOG_SIZE));
  let state: MarketState = refresh(live, panel, -1);
  let vacant: readonly number[] = [];

  const tradeDay = (): void => {
    const day = panel.addDay(formatIsoDate(date));
    date = tradingDayFrom(date + 1);
    for (const slot of vacant) live[slot] = list(day, state.meanLogSize);
    if (day > 0 && day % WEEK_DAYS === 0) state = refresh(live, panel, day - 1);
    const { foreignWeight, meanLogSize } = state;
    const context = { factors: factors.next(state.sectorWeights), foreignWeight, meanLogSize, day };
    for (const listing of live) panel.set(listing.row, tradeListing(listing, context));
    vacant = leaving(live, events);
    for (const slot of vacant) {
      const { row, ending } = live[slot];
      exits.push({ security: row, day, kind: ending?.kind ?? 'small' });
    }
  };

  return {
    get panel() {
      return panel.snapshot();
    },
    exits,
    advance(days) {
      if (!Number.isInteger(days) || days < 0) throw new RangeError(`a market advances by whole days, not by ${days}`);
      for (let i = 0; i < days; i += 1) tradeDay();
    },
    plantedReturns() {
      const result = new Float64Array(panel.securities.length).fill(Number.NaN);
      for (const listing of live) result[listing.row] = expectedSpecificReturn(listing);
      for (const slot of vacant) result[live[slot].row] = Number.NaN;
      return result;
    },
  };
}

function tradingDayFrom(date: DayNumber): DayNumber {
  let day = date;
  while (!isNyseTradingDay(day)) day += 1;
  return day;
}

/** The slots whose listings had their last day, ascending; also begins new mergers and collapses. */
function leaving(live: readonly Listing[], events: Random): readonly number[] {
  const gone = new Set<number>();
  const chance = EVENTS.exitRate / TRADING_DAYS_PER_YEAR;
  live.forEach((listing, slot) => {
    if (gone.has(slot)) return;
    if (listing.ending !== null) {
      listing.ending.daysLeft -= 1;
      if (listing.ending.daysLeft === 0) gone.add(slot);
      return;
    }
    if (events.uniform() >= chance) return;
    const kind = events.uniform();
    if (kind < EVENTS.mergerShare) {
      const [leastDays, mostDays] = EVENTS.mergerDays;
      const [leastJump, mostJump] = EVENTS.mergerPremium;
      const daysLeft = leastDays + events.integer(mostDays - leastDays + 1);
      listing.ending = { kind: 'merger', daysLeft, jump: leastJump + (mostJump - leastJump) * events.uniform() };
    } else if (kind < EVENTS.mergerShare + EVENTS.collapseShare) {
      listing.ending = { kind: 'collapse', daysLeft: EVENTS.collapseDays, jump: EVENTS.collapseDailyReturn };
    } else {
      const smallest = smallestOfSome(live, events);
      if (smallest !== null) gone.add(smallest);
    }
  });
  return [...gone].sort((a, b) => a - b);
}

/** The slot with the smallest market value among a few drawn at random, leaving out those whose end is decided; null if all are. */
function smallestOfSome(live: readonly Listing[], events: Random): number | null {
  let smallest: number | null = null;
  let smallestValue = Number.POSITIVE_INFINITY;
  for (let i = 0; i < EVENTS.smallestOf; i += 1) {
    const slot = events.integer(live.length);
    const listing = live[slot];
    const value = listing.price * listing.shares;
    if (listing.ending === null && value < smallestValue) {
      smallest = slot;
      smallestValue = value;
    }
  }
  return smallest;
}
