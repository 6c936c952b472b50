import { exponential, logarithm } from '@robata/kernels';
import type { Security } from '../panel.ts';
import {
  COUNTRIES,
  INDUSTRY_WEIGHTS,
  LISTING,
  SECTORS,
  SPECIFIC,
  STYLES,
  TRADING_DAYS_PER_YEAR,
} from './calibration.ts';
import type { NameSource } from './names.ts';
import { Random } from './random.ts';

/** Why a listing ends. `small`: dropped quietly because it became small. */
export type ExitKind = 'merger' | 'collapse' | 'small';

/** A company while it trades. */
export interface Listing {
  readonly row: number;
  readonly sector: number;
  /** Index over the industries of all sectors. */
  readonly industry: number;
  readonly isForeign: boolean;
  readonly random: Random;
  /** The panel's day index of its first row. */
  readonly firstDay: number;

  /** Slow characteristics, standard normal over listings and over time. */
  readonly traits: { volatility: number; beta: number; turnover: number; issuance: number };
  price: number;
  shares: number;
  adjustment: number;
  /** Variance of today's shock relative to its mean. */
  clustering: number;
  /** The lasting part of log turnover above its usual level, in standard deviations. */
  volumeSurprise: number;

  /** What the traits and past prices make of it, brought up to date weekly (see refresh.ts). */
  beta: number;
  dailyVolatility: number;
  dailyTurnover: number;
  readonly styles: Float64Array;
  /** Planted expected specific return of a day from the slow characteristics, in units of `dailyVolatility`. */
  slowEdge: number;

  /** Set once its end is known to us (not to the market): the days it still trades. */
  ending: { readonly kind: 'merger' | 'collapse'; daysLeft: number; jump: number } | null;
}

const SIZE_CENTRE = logarithm(LISTING.medianSize);

/** Mean of log size above `medianSize` over new listings (the cut of g moves it by less than .01). */
export const MEAN_LOG_SIZE = SIZE_CENTRE + LISTING.sizeBend;

/** a·x + √(1 − a²)·y: a standard normal with correlation a to x. */
const blend = (a: number, x: number, y: number): number => a * x + Math.sqrt(1 - a * a) * y;

const clamp = (x: number, least: number, most: number): number => Math.max(least, Math.min(most, x));

/** A new company and its labels. Its size is drawn about `meanLogSize`, the mean log market value of those that trade. */
export function createListing(options: {
  readonly seed: number;
  readonly row: number;
  readonly firstDay: number;
  readonly meanLogSize: number;
  readonly names: NameSource;
}): { listing: Listing; security: Security } {
  const { row, firstDay } = options;
  // Stream 0 belongs to the factors and 1 to the events.
  const random = new Random(options.seed, row + 2);
  const sector = random.weighted(SECTORS.map((entry) => entry.weight));
  const calibration = SECTORS[sector] as (typeof SECTORS)[number];
  const branch = random.weighted(INDUSTRY_WEIGHTS);
  const isForeign = random.uniform() < LISTING.foreignShare;
  const foreignCountry = (COUNTRIES[random.weighted(COUNTRIES.map((entry) => entry.weight))] as { name: string }).name;
  const isCountryKnown = random.uniform() >= LISTING.countryUnknownShare;
  const { name, ticker } = options.names.next(random, calibration.nameEndings);

  const volatility = random.normal();
  const size = clamp(
    blend(LISTING.sizeWithVolatility, volatility, random.normal()),
    LISTING.sizeLowest,
    LISTING.sizeHighest,
  );
  const logSize = options.meanLogSize - LISTING.sizeBend + LISTING.sizeSlope * size + LISTING.sizeBend * size * size;
  const price = LISTING.medianPrice * exponential(LISTING.logPriceSd * random.normal());

  const listing: Listing = {
    row,
    sector,
    industry: sector * INDUSTRY_WEIGHTS.length + branch,
    isForeign,
    random,
    firstDay,
    traits: { volatility, beta: random.normal(), turnover: random.normal(), issuance: random.normal() },
    price,
    shares: Math.round(exponential(logSize) / price),
    adjustment: 1,
    clustering: 1,
    volumeSurprise: random.normal(),
    beta: 1,
    dailyVolatility: 0,
    dailyTurnover: 0,
    styles: new Float64Array(STYLES.length),
    slowEdge: 0,
    ending: null,
  };
  applyTraits(listing);
  return {
    listing,
    security: {
      id: ticker,
      ticker,
      name,
      exchange: random.uniform() < 0.55 ? 'nasdaq' : 'nyse',
      sector: calibration.name,
      industry: calibration.industries[branch],
      country: isCountryKnown ? (isForeign ? foreignCountry : 'United States') : null,
      isFund: false,
      company: null,
    },
  };
}

/** One week's step of the slow characteristics. */
export function stepTraits(listing: Listing): void {
  const { traits, random } = listing;
  const step = (x: number): number => blend(LISTING.traitPersistence, x, random.normal());
  traits.volatility = step(traits.volatility);
  traits.beta = step(traits.beta);
  traits.turnover = step(traits.turnover);
  traits.issuance = step(traits.issuance);
  applyTraits(listing);
}

function applyTraits(listing: Listing): void {
  const { traits } = listing;
  const g = betaCharacteristic(listing);
  const turnover = blend(LISTING.turnoverWithVolatility, traits.volatility, traits.turnover);
  listing.beta = 1 + LISTING.betaSlope * g + LISTING.betaBend * g * g;
  listing.dailyVolatility =
    (SPECIFIC.medianVolatility * exponential(SPECIFIC.logVolatilitySd * traits.volatility)) /
    Math.sqrt(TRADING_DAYS_PER_YEAR);
  listing.dailyTurnover =
    (LISTING.medianTurnover * exponential(LISTING.logTurnoverSd * turnover)) / TRADING_DAYS_PER_YEAR;
}

/** The standard normal behind beta. */
export function betaCharacteristic(listing: Listing): number {
  return blend(LISTING.betaWithVolatility, listing.traits.volatility, listing.traits.beta);
}
