import { fromColumns, leastSquaresBasis, leastSquaresResidual, logarithm } from '@robata/kernels';
import { EDGE, LISTING, SECTORS, STYLES, type Style } from './calibration.ts';
import type { GrowingPanel } from './growingPanel.ts';
import { betaCharacteristic, type Listing, stepTraits } from './listing.ts';

/** What the whole market looks like after a weekly refresh. */
export interface MarketState {
  /** Shares of market value; sum 1. */
  readonly sectorWeights: Float64Array;
  readonly foreignWeight: number;
  readonly meanLogSize: number;
}

const LONG_DAYS = 252;
const SHORT_DAYS = 21;
const LEAST_POSITIVE_DAYS = 126;
const LARGEST_EXPOSURE = 3;
const WEEK_DAYS = 5;

/**
 * The return of a day, in units of specific volatility, for each standard deviation of a characteristic, that gives the stated
 * information coefficient at the horizon: IC / (√h · mean autocorrelation of the characteristic over the days held).
 */
export function dailyEdge(informationCoefficient: number, dailyPersistence: number): number {
  const { horizonDays, lagDays } = EDGE;
  let sum = 0;
  let power = 1;
  for (let k = 1; k <= lagDays + horizonDays; k += 1) {
    power *= dailyPersistence;
    if (k > lagDays) sum += power;
  }
  return (informationCoefficient * Math.sqrt(horizonDays)) / sum;
}

const slowPersistence = 1 - (1 - LISTING.traitPersistence) / WEEK_DAYS;
const POSITIVE_DAYS_EDGE =
  EDGE.positiveDays.sign * dailyEdge(EDGE.positiveDays.informationCoefficient, slowPersistence);
const ISSUANCE_EDGE = EDGE.issuance.sign * dailyEdge(EDGE.issuance.informationCoefficient, slowPersistence);

/**
 * Weekly: moves the slow characteristics, measures momentum, reversal, size and the share of positive days in the prices so far,
 * and sets every listing's exposures and planted expectation. `day` is the last day with prices, −1 before the first.
 */
export function refresh(listings: readonly Listing[], panel: GrowingPanel, day: number): MarketState {
  const value = Float64Array.from(listings, (listing) => listing.price * listing.shares);
  const total = value.reduce((sum, x) => sum + x, 0);
  const sectorWeights = new Float64Array(SECTORS.length);
  let foreignWeight = 0;
  listings.forEach((listing, i) => {
    if (listing.firstDay <= day) stepTraits(listing);
    const weight = value[i] / total;
    sectorWeights[listing.sector] = sectorWeights[listing.sector] + weight;
    if (listing.isForeign) foreignWeight += weight;
  });

  const measure = (f: (listing: Listing) => number): Float64Array => Float64Array.from(listings, f);
  const volatility = measure((listing) => listing.traits.volatility);
  const logSize = value.map(logarithm);
  const raw: Readonly<Record<Style, Float64Array>> = {
    beta: measure(betaCharacteristic),
    momentum: measure((listing) => logReturn(panel, listing, day - LONG_DAYS, day - SHORT_DAYS)),
    reversal: measure((listing) => logReturn(panel, listing, day - SHORT_DAYS, day)),
    residualVolatility: volatility,
    size: logSize,
    issuance: measure((listing) => listing.traits.issuance),
    liquidity: measure((listing) => listing.traits.turnover),
  };
  const styles = STYLES.map((style) => standardize(raw[style], value));
  // What "residual" means: beta and size are taken out.
  const residualVolatility = STYLES.indexOf('residualVolatility');
  styles[residualVolatility] = standardize(residual(volatility, [raw.beta, logSize]), value);

  const equal = new Float64Array(listings.length).fill(1);
  const positiveDays = standardize(
    residual(
      standardize(
        measure((listing) => positiveDaysShare(panel, listing, day)),
        equal,
      ),
      [volatility, ...styles],
    ),
    equal,
  );
  listings.forEach((listing, i) => {
    styles.forEach((column, k) => {
      listing.styles[k] = column[i];
    });
    listing.slowEdge = POSITIVE_DAYS_EDGE * positiveDays[i] + ISSUANCE_EDGE * clip(listing.traits.issuance);
  });

  const meanLogSize = logSize.reduce((sum, x) => sum + x, 0) / listings.length;
  return { sectorWeights, foreignWeight, meanLogSize };
}

const clip = (x: number): number => Math.max(-LARGEST_EXPOSURE, Math.min(LARGEST_EXPOSURE, x));

/** Log return between two days, from the listing's first day where it is younger; NaN for less than `SHORT_DAYS` days. */
function logReturn(panel: GrowingPanel, listing: Listing, from: number, to: number): number {
  const start = Math.max(from, listing.firstDay);
  if (to - start < SHORT_DAYS) return Number.NaN;
  const offset = listing.row * panel.stride;
  const price = (at: number): number => panel.close[offset + at] * panel.adjustment[offset + at];
  return logarithm(price(to) / price(start));
}

/** Share of days with a rise among the last 252; NaN for less than 126 days. */
function positiveDaysShare(panel: GrowingPanel, listing: Listing, day: number): number {
  const start = Math.max(day - LONG_DAYS, listing.firstDay);
  const count = day - start;
  if (count < LEAST_POSITIVE_DAYS) return Number.NaN;
  const offset = listing.row * panel.stride;
  let rises = 0;
  let previous = Number.POSITIVE_INFINITY;
  for (let at = offset + start; at <= offset + day; at += 1) {
    const price = panel.close[at] * panel.adjustment[at];
    if (price > previous) rises += 1;
    previous = price;
  }
  return rises / count;
}

/** Weighted mean 0, standard deviation 1, clipped at ±3; NaN and constants become 0. */
function standardize(values: Float64Array, weights: Float64Array): Float64Array {
  let total = 0;
  let weighted = 0;
  let count = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i];
    if (x !== x) continue;
    total += weights[i];
    weighted += weights[i] * x;
    count += 1;
    sum += x;
  }
  let squares = 0;
  for (const x of values) if (x === x) squares += (x - sum / count) ** 2;
  const sd = Math.sqrt(squares / count);
  return values.map((x) => (x === x && sd > 0 ? clip((x - weighted / total) / sd) : 0));
}

/** `values` less their least-squares fit on a constant and the columns. */
function residual(values: Float64Array, columns: readonly Float64Array[]): Float64Array {
  return leastSquaresResidual(leastSquaresBasis(fromColumns(columns)), fromColumns([values])).data;
}
