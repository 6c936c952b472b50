/**
 * Every constant of the generated market. Source, unless a line says otherwise: the measurements on US stocks 2021-2026
 * (2,000 largest) in the project's reference "finance defaults", section 8 "Generated market: calibration".
 * Volatilities, rates and drifts are per year of 252 trading days; persistences are autocorrelations per step.
 */

export const TRADING_DAYS_PER_YEAR = 252;

export interface SectorCalibration {
  readonly name: string;
  /** Share of the listings. */
  readonly weight: number;
  /** Of the sector's return before the capitalization-weighted mean of all sectors is taken out. */
  readonly volatility: number;
  /** Largest first; drawn with `INDUSTRY_WEIGHTS`. */
  readonly industries: readonly string[];
  /** Second words of company names. */
  readonly nameEndings: readonly string[];
}

/** Nasdaq's twelve classes. Weights and volatilities: §8 row "sector factors" (5 to 10 %, energy and materials 18 %). */
export const SECTORS: readonly SectorCalibration[] = [
  {
    name: 'Consumer Discretionary',
    weight: 0.22,
    volatility: 0.07,
    industries: ['Business Services', 'Restaurants', 'Specialty Stores', 'Leisure', 'Marine Transportation'],
    nameEndings: ['Brands', 'Stores', 'Leisure', 'Hospitality', 'Outfitters'],
  },
  {
    name: 'Finance',
    weight: 0.16,
    volatility: 0.09,
    industries: ['Major Banks', 'Investment Managers', 'Consumer Finance', 'Property Insurers', 'Life Insurance'],
    nameEndings: ['Bancorp', 'Financial', 'Insurance', 'Capital', 'Savings'],
  },
  {
    name: 'Technology',
    weight: 0.14,
    volatility: 0.1,
    industries: ['Prepackaged Software', 'EDP Services', 'Semiconductors', 'Data Processing', 'Electronic Components'],
    nameEndings: ['Software', 'Systems', 'Semiconductor', 'Data', 'Networks'],
  },
  {
    name: 'Industrials',
    weight: 0.14,
    volatility: 0.06,
    industries: ['Industrial Machinery', 'Major Chemicals', 'Metal Fabrications', 'Aerospace', 'Auto Manufacturing'],
    nameEndings: ['Industries', 'Machinery', 'Aerospace', 'Tools', 'Chemical'],
  },
  {
    name: 'Health Care',
    weight: 0.12,
    volatility: 0.1,
    industries: [
      'Pharmaceutical Preparations',
      'Biological Products',
      'Medical Instruments',
      'Specialities',
      'Nursing',
    ],
    nameEndings: ['Therapeutics', 'Pharma', 'Medical', 'Biosciences', 'Health'],
  },
  {
    name: 'Real Estate',
    weight: 0.05,
    volatility: 0.1,
    industries: ['Office Properties', 'Residential', 'Building Operators', 'Storage', 'Homebuilding'],
    nameEndings: ['Properties', 'Realty', 'Homes', 'Land', 'Estates'],
  },
  {
    name: 'Utilities',
    weight: 0.05,
    volatility: 0.11,
    industries: [
      'Electric Utilities',
      'Power Generation',
      'Gas Distribution',
      'Water Supply',
      'Environmental Services',
    ],
    nameEndings: ['Electric', 'Power', 'Gas Works', 'Water', 'Utilities'],
  },
  {
    name: 'Energy',
    weight: 0.05,
    volatility: 0.19,
    industries: ['Oil & Gas Production', 'Oilfield Services', 'Integrated Oil', 'Oil Refining', 'Coal Mining'],
    nameEndings: ['Petroleum', 'Energy', 'Oilfield', 'Resources', 'Drilling'],
  },
  {
    name: 'Basic Materials',
    weight: 0.025,
    volatility: 0.18,
    industries: ['Precious Metals', 'Metal Mining', 'Forest Products', 'Paper', 'Other Minerals'],
    nameEndings: ['Mining', 'Gold', 'Timber', 'Minerals', 'Metals'],
  },
  {
    name: 'Consumer Staples',
    weight: 0.02,
    volatility: 0.1,
    industries: ['Packaged Foods', 'Beverages', 'Farming', 'Food Chains', 'Meat and Fish'],
    nameEndings: ['Foods', 'Beverages', 'Farms', 'Mills', 'Grocers'],
  },
  {
    name: 'Telecommunications',
    weight: 0.015,
    volatility: 0.09,
    industries: ['Telecommunications Equipment', 'Cable Services', 'Wireless', 'Satellite', 'Computer Communications'],
    nameEndings: ['Telecom', 'Wireless', 'Cable', 'Satellite', 'Communications'],
  },
  {
    name: 'Miscellaneous',
    weight: 0.01,
    volatility: 0.07,
    industries: ['Multi-Sector Companies', 'Commercial Services', 'Office Equipment', 'Security Services', 'Education'],
    nameEndings: ['Group', 'Services', 'Enterprises', 'Holdings', 'Partners'],
  },
];

/** Shares of a sector's listings in its industries (our own choice: a few large, some small). */
export const INDUSTRY_WEIGHTS: readonly number[] = [0.35, 0.25, 0.18, 0.13, 0.09];

/** The styles, in the order in which exposures and returns are kept. */
export const STYLES = ['beta', 'momentum', 'reversal', 'residualVolatility', 'size', 'issuance', 'liquidity'] as const;
export type Style = (typeof STYLES)[number];

/** §8 row "styles". Beta is 10 % in all, of which .76 comes with the market through the stocks' slopes; this is the rest. */
export const STYLE_VOLATILITY: Readonly<Record<Style, number>> = {
  beta: 0.06,
  momentum: 0.062,
  reversal: 0.047,
  residualVolatility: 0.035,
  size: 0.025,
  issuance: 0.023,
  liquidity: 0.02,
};

/** §8 rows "market factor", "sector factors", "R²" and §3 (non-US 6.9 %). */
export const FACTORS = {
  marketVolatility: 0.17,
  /** Price return of every stock; none is paid for beta or volatility (§0: the volatility quintiles' means are flat). */
  drift: 0.07,
  /**
   * Log volatility is an AR(1) with this standard deviation and daily persistence; with t(8) shocks this gives kurtosis
   * 4.5·e^(4·.16) = 8.5 and autocorrelations of |r| of .17 and .11 at 1 and 20 days.
   */
  logVolatilitySd: 0.4,
  logVolatilityPersistence: 0.98,
  /** Half the degrees of freedom of all factor shocks: t(8), kurtosis 4.5. */
  halfDegrees: 4,
  /** Part of the market's log volatility that sectors, styles and country share: kurtosis 4 to 6. */
  sharedLogVolatility: 0.4,
  countryVolatility: 0.069,
  /** Correlation of the residual-volatility style with the beta style as a whole: .42. */
  volatilityWithMarket: 0.32,
} as const;

/** §8 rows "specific volatility", "specific returns", "cross-sectional specific dispersion". */
export const SPECIFIC = {
  medianVolatility: 0.3,
  /** A little above the measured .45, because volatility moves within the years over which it is measured. */
  logVolatilitySd: 0.49,
  /** t(4) shocks with the quarterly and clustered volatility below are a t with about 3.6 degrees of freedom, kurtosis about 14. */
  halfDegrees: 2,
  /** Once in 63 days, when a company reports, its shock is so many times larger: a fifth of the variance. */
  reportScale: 4,
  /**
   * Skewness: a shock z becomes z + k·(|z| − E|z|) with k = `skewPerTrait` · (volatility trait), so that the wildest fifth has its
   * 20-day median 1.1 % below its mean, the calmest .1 % (§8 row "median below mean"). E|z| = 1/√2 for a t(4) of variance 1.
   */
  skewPerTrait: 0.075,
  largestSkew: 0.25,
  /** Shocks are cut here, in standard deviations. */
  largestShock: 20,
  /** No day's return lies below this. */
  lowestReturn: -0.9,
  /** Variance h = base + news·min(z², cut) + memory·h: |z| autocorrelations of .11 and .03 at 1 and 5 days. */
  clusteringNews: 0.1,
  clusteringMemory: 0.55,
  clusteringCut: 16,
  /** E min(z², 16) of a t(4) of variance 1 (computed): makes the mean of h 1. */
  clusteringMeanNews: 0.9151,
  /** Same-industry correlation. */
  industryCorrelation: 0.06,
  /** The common volatility of all specific returns: its own AR(1) and a part of the market's log volatility. */
  commonLogVolatilitySd: 0.16,
  commonPersistence: 0.8,
  commonWithMarket: 0.25,
} as const;

/** §8 rows "beta", "market value", "specific volatility" (correlations), "trading", "non-US". */
export const LISTING = {
  /** β = 1 + slope·g + bend·g² for standard normal g: median 1, 5-95 % about .2 to 2.2 as measured over 252 days. */
  betaSlope: 0.57,
  betaBend: 0.07,
  betaWithVolatility: 0.7,
  /** USD; log size = slope·g + bend·g² about it, g within the two bounds: 1.8 bn to 1.8 trn, log sd 1.28, heavy top. */
  medianSize: 7.1e9,
  sizeSlope: 1.22,
  sizeBend: 0.27,
  sizeLowest: -2.26,
  sizeHighest: 2.8,
  sizeWithVolatility: -0.33,
  medianPrice: 35,
  logPriceSd: 0.9,
  /** Shares traded a year ÷ shares outstanding. */
  medianTurnover: 1.75,
  logTurnoverSd: 0.75,
  turnoverWithVolatility: 0.35,
  /** Daily persistence and sd of the log volume surprise that lasts, sd of the one that does not, answer to |z|. */
  volumePersistence: 0.94,
  volumeSurpriseSd: 0.35,
  volumeNoiseSd: 0.25,
  volumePerShock: 0.15,
  /** Yearly growth of shares: mean, sd over listings, noise of one quarter (sizes: our own choice). */
  issuanceMean: 0.005,
  issuanceSd: 0.04,
  issuanceNoise: 0.004,
  /** Yearly growth of shares lost per unit of log size above the mean: keeps sizes from drifting apart for ever (our own choice). */
  issuanceSizePull: 0.03,
  /** Weekly persistence of the slow characteristics: half-life 3 years (§8 "feature IC": .9-.99 for slow families). */
  traitPersistence: 0.9954,
  foreignShare: 0.19,
  countryUnknownShare: 0.01,
} as const;

/** §8 rows "exits · entries" and "splits". */
export const EVENTS = {
  exitRate: 0.046,
  mergerShare: 4 / 9,
  collapseShare: 0.01,
  /** The others leave because they became small: the smallest of so many drawn at random (our own choice). */
  smallestOf: 12,
  mergerPremium: [0.1, 0.4],
  mergerDays: [25, 120],
  mergerVolatility: 0.04,
  collapseDays: 15,
  collapseDailyReturn: -0.07,
  /** Forward and reverse splits: yearly hazard beyond the price, and the price they aim at; together 2.5 % of names a year. */
  splitAbove: 150,
  splitRate: 0.22,
  reverseSplitBelow: 4,
  reverseSplitRate: 0.5,
  /** Below one dollar the exchanges ask for it. */
  deficientBelow: 1,
  deficientSplitRate: 8,
  splitAim: 50,
  splitRatios: [2, 3, 4, 5, 10, 20],
} as const;

/**
 * The planted edge: expected specific returns depend on these observable characteristics, and on nothing else.
 * `informationCoefficient` is the correlation of the exact characteristic with the 20-day specific return, lag 2;
 * together √(Σ IC²) = .030, of which a model that must learn it can keep .02 (§8: "planted IC .02 in mean returns").
 */
export const EDGE = {
  positiveDays: { informationCoefficient: 0.02, sign: 1 },
  issuance: { informationCoefficient: 0.018, sign: -1 },
  volumeSurprise: { informationCoefficient: 0.014, sign: 1 },
  /** Horizon and lag of the stated coefficients, trading days. */
  horizonDays: 20,
  lagDays: 2,
} as const;

export const COUNTRIES: readonly { readonly name: string; readonly weight: number }[] = [
  { name: 'Canada', weight: 0.2 },
  { name: 'China', weight: 0.16 },
  { name: 'United Kingdom', weight: 0.12 },
  { name: 'Israel', weight: 0.08 },
  { name: 'Ireland', weight: 0.08 },
  { name: 'Bermuda', weight: 0.07 },
  { name: 'Switzerland', weight: 0.07 },
  { name: 'Netherlands', weight: 0.06 },
  { name: 'Brazil', weight: 0.06 },
  { name: 'Japan', weight: 0.05 },
  { name: 'Germany', weight: 0.05 },
];
