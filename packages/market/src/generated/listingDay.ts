import { exponential, logarithm } from '@robata/kernels';
import { EDGE, EVENTS, FACTORS, LISTING, SPECIFIC, TRADING_DAYS_PER_YEAR } from './calibration.ts';
import type { FactorDay } from './factors.ts';
import type { PanelCell } from './growingPanel.ts';
import type { Listing } from './listing.ts';
import { dailyEdge } from './refresh.ts';

const DAILY_DRIFT = FACTORS.drift / TRADING_DAYS_PER_YEAR;
const MERGER_DAILY_VOLATILITY = EVENTS.mergerVolatility / Math.sqrt(TRADING_DAYS_PER_YEAR);
const INDUSTRY_PART = Math.sqrt(SPECIFIC.industryCorrelation);
const OWN_PART = Math.sqrt(1 - SPECIFIC.industryCorrelation);
const CLUSTERING_BASE = 1 - SPECIFIC.clusteringMemory - SPECIFIC.clusteringNews * SPECIFIC.clusteringMeanNews;
const VOLUME_STEP = Math.sqrt(1 - LISTING.volumePersistence ** 2);
const VOLUME_EDGE =
  EDGE.volumeSurprise.sign * dailyEdge(EDGE.volumeSurprise.informationCoefficient, LISTING.volumePersistence);
const QUARTER_DAYS = 63;
/** Report days raise the mean square of the shock; this brings it back to 1. */
const QUARTER_SCALE = 1 / Math.sqrt(1 + (SPECIFIC.reportScale ** 2 - 1) / QUARTER_DAYS);
const MEAN_ABSOLUTE_SHOCK = Math.SQRT1_2;
const LEAST_PRICE = 0.01;
const LEAST_SHARES = 1000;

/** The planted expected specific return of the next day. 0 while a merger price pins the stock. */
export function expectedSpecificReturn(listing: Listing): number {
  if (listing.ending?.kind === 'merger') return 0;
  return listing.dailyVolatility * (listing.slowEdge + VOLUME_EDGE * listing.volumeSurprise);
}

/** The market as one listing meets it on one day. */
export interface DayContext {
  readonly factors: FactorDay;
  readonly foreignWeight: number;
  readonly meanLogSize: number;
  readonly day: number;
}

/** One trading day of one listing: return, split, issue of shares, volume. Changes the listing and returns its row. */
export function tradeListing(listing: Listing, context: DayContext): PanelCell {
  const { random } = listing;
  const shock = clipShock(random.studentT(SPECIFIC.halfDegrees));
  const isReportDay = (context.day - listing.firstDay + listing.row) % QUARTER_DAYS === QUARTER_DAYS - 1;
  const scaled = skewed(listing, shock) * QUARTER_SCALE * (isReportDay ? SPECIFIC.reportScale : 1);
  listing.price *= 1 + Math.max(SPECIFIC.lowestReturn, dayReturn(listing, scaled, context));
  const news = Math.min(shock * shock, SPECIFIC.clusteringCut);
  listing.clustering =
    CLUSTERING_BASE + SPECIFIC.clusteringNews * news + SPECIFIC.clusteringMemory * listing.clustering;

  split(listing);
  if (isReportDay) issue(listing, context);

  listing.volumeSurprise = LISTING.volumePersistence * listing.volumeSurprise + VOLUME_STEP * random.normal();
  const logSurplus =
    LISTING.volumeSurpriseSd * listing.volumeSurprise +
    LISTING.volumeNoiseSd * random.normal() +
    LISTING.volumePerShock * Math.min(Math.abs(scaled), 10);
  return {
    close: Math.max(LEAST_PRICE, Math.round(listing.price * 100) / 100),
    adjustment: listing.adjustment,
    volume: Math.round(listing.shares * listing.dailyTurnover * exponential(logSurplus)),
    shares: listing.shares,
  };
}

function dayReturn(listing: Listing, shock: number, { factors, foreignWeight }: DayContext): number {
  const { ending, styles } = listing;
  if (ending?.kind === 'merger') {
    const jump = ending.jump;
    ending.jump = 0;
    return jump + MERGER_DAILY_VOLATILITY * shock;
  }
  let result = DAILY_DRIFT + listing.beta * factors.market + factors.sectors[listing.sector];
  for (let k = 0; k < styles.length; k += 1) result += styles[k] * factors.styles[k];
  result += ((listing.isForeign ? 1 : 0) - foreignWeight) * factors.country;
  const volatility = listing.dailyVolatility * factors.specificScale;
  result +=
    volatility *
    (INDUSTRY_PART * factors.industries[listing.industry] + OWN_PART * Math.sqrt(listing.clustering) * shock);
  return result + expectedSpecificReturn(listing) + (ending === null ? 0 : ending.jump);
}

/** Mean 0 like the shock; the more volatile the company, the further its median lies below. */
function skewed(listing: Listing, shock: number): number {
  const { largestSkew, skewPerTrait } = SPECIFIC;
  const skew = Math.max(-largestSkew, Math.min(largestSkew, skewPerTrait * listing.traits.volatility));
  return shock + skew * (Math.abs(shock) - MEAN_ABSOLUTE_SHOCK);
}

const clipShock = (x: number): number => Math.max(-SPECIFIC.largestShock, Math.min(SPECIFIC.largestShock, x));

/** A split or reverse split now and then beyond the prices where companies do so: `close × adjustment` goes on as before. */
function split(listing: Listing): void {
  const isHigh = listing.price > EVENTS.splitAbove;
  const isLow = listing.price < EVENTS.reverseSplitBelow;
  if (!isHigh && !isLow) return;
  const isDeficient = listing.price < EVENTS.deficientBelow;
  const lowRate = isDeficient ? EVENTS.deficientSplitRate : EVENTS.reverseSplitRate;
  const rate = isHigh ? EVENTS.splitRate : lowRate;
  if (listing.random.uniform() >= rate / TRADING_DAYS_PER_YEAR) return;
  const wanted = isHigh ? listing.price / EVENTS.splitAim : EVENTS.splitAim / listing.price;
  const ratio = EVENTS.splitRatios.findLast((candidate) => candidate <= wanted) ?? EVENTS.splitRatios[0];
  const factor = isHigh ? ratio : 1 / ratio;
  listing.price /= factor;
  listing.shares = Math.max(LEAST_SHARES, Math.round(listing.shares * factor));
  listing.adjustment *= factor;
}

/** A quarter's issue or repurchase of shares. */
function issue(listing: Listing, { meanLogSize }: DayContext): void {
  const logSize = logarithm(listing.price * listing.shares);
  const yearly =
    LISTING.issuanceMean +
    LISTING.issuanceSd * listing.traits.issuance -
    LISTING.issuanceSizePull * (logSize - meanLogSize);
  const growth = yearly / 4 + LISTING.issuanceNoise * listing.random.normal();
  listing.shares = Math.max(LEAST_SHARES, Math.round(listing.shares * (1 + growth)));
}
