/** Sums over the days of a window on which the stock has a return r; m is the market's return of that day, s the sector's. */
export class WindowSums {
  days = 0;
  r = 0;
  rr = 0;
  rrr = 0;
  rrrr = 0;
  m = 0;
  mm = 0;
  mmm = 0;
  rm = 0;
  rmm = 0;
  s = 0;
  ss = 0;
  rs = 0;
  ms = 0;
  /** Squares of the negative returns. */
  fallSquares = 0;
  positiveDays = 0;
  zeroDays = 0;
  largest = Number.NEGATIVE_INFINITY;
  smallest = Number.POSITIVE_INFINITY;
  /** The same over the days on which the market fell. */
  downDays = 0;
  downR = 0;
  downM = 0;
  downMM = 0;
  downRM = 0;

  add(r: number, m: number, s: number): void {
    const rr = r * r;
    const mm = m * m;
    this.days += 1;
    this.r += r;
    this.rr += rr;
    this.rrr += rr * r;
    this.rrrr += rr * rr;
    this.m += m;
    this.mm += mm;
    this.mmm += mm * m;
    this.rm += r * m;
    this.rmm += r * mm;
    this.s += s;
    this.ss += s * s;
    this.rs += r * s;
    this.ms += m * s;
    if (r < 0) this.fallSquares += rr;
    else if (r > 0) this.positiveDays += 1;
    else this.zeroDays += 1;
    if (r > this.largest) this.largest = r;
    if (r < this.smallest) this.smallest = r;
    if (m < 0) {
      this.downDays += 1;
      this.downR += r;
      this.downM += m;
      this.downMM += mm;
      this.downRM += r * m;
    }
  }
}

/** A factor whose variance beyond the others is below this share of its own says nothing new. */
const COLLINEAR = 1e-6;
/** Daily variances below this are a price that does not move (or rounding). */
const NO_VARIANCE = 1e-16;

/** What a window of daily log returns says of one stock; every figure is NaN where it cannot be told. Daily units, divisor n − 1. */
export interface WindowStatistics {
  readonly volatility: number;
  readonly beta: number;
  /** Coefficients of the regression on market and sector (sector 0 where it is the market), with intercept. */
  readonly marketCoefficient: number;
  readonly sectorCoefficient: number;
  /** Sd of that regression's residuals, and the share of variance that it explains. */
  readonly idiosyncraticVolatility: number;
  readonly rSquared: number;
  readonly skewness: number;
  readonly kurtosis: number;
  /** Mean of e·(m − mean m)² over sd(e)·var(m), e the residual of the regression on the market (Harvey and Siddique 2000). */
  readonly coskewness: number;
  /** Root mean square of the negative returns, and their share of all squares. */
  readonly downsideVolatility: number;
  readonly downsideShare: number;
  /** Beta over the days on which the market fell. */
  readonly downsideBeta: number;
  readonly positiveShare: number;
  readonly zeroShare: number;
  readonly largest: number;
  readonly smallest: number;
}

const UNKNOWN: WindowStatistics = {
  volatility: Number.NaN,
  beta: Number.NaN,
  marketCoefficient: Number.NaN,
  sectorCoefficient: Number.NaN,
  idiosyncraticVolatility: Number.NaN,
  rSquared: Number.NaN,
  skewness: Number.NaN,
  kurtosis: Number.NaN,
  coskewness: Number.NaN,
  downsideVolatility: Number.NaN,
  downsideShare: Number.NaN,
  downsideBeta: Number.NaN,
  positiveShare: Number.NaN,
  zeroShare: Number.NaN,
  largest: Number.NaN,
  smallest: Number.NaN,
};

/** The statistics of the sums; all unknown below `leastDays` returns (never fewer than 5). */
export function windowStatistics(sums: WindowSums, leastDays: number): WindowStatistics {
  const n = sums.days;
  if (n < leastDays || n < 5) return UNKNOWN;
  const meanR = sums.r / n;
  const meanM = sums.m / n;
  const rr = sums.rr - sums.r * meanR;
  const mm = sums.mm - sums.m * meanM;
  const rm = sums.rm - sums.r * meanM;
  const moves = rr > NO_VARIANCE * n;
  const marketMoves = mm > NO_VARIANCE * n;
  const beta = marketMoves ? rm / mm : Number.NaN;
  const { market, sector } = twoFactorRegression(sums, mm, rm);
  const rs = sums.rs - sums.r * (sums.s / n);
  const residual = Math.max(0, rr - market * rm - sector * rs);

  // Third and fourth central moments from the raw ones, after Kendall and Stuart.
  const m2 = rr / n;
  const m3 = sums.rrr / n - (3 * meanR * sums.rr) / n + 2 * meanR ** 3;
  const m4 = sums.rrrr / n - (4 * meanR * sums.rrr) / n + (6 * meanR ** 2 * sums.rr) / n - 3 * meanR ** 4;

  const rmm = sums.rmm - 2 * meanM * sums.rm + meanM ** 2 * sums.r - meanR * mm;
  const mmm = sums.mmm - 3 * meanM * sums.mm + 2 * n * meanM ** 3;
  const marketResidual = rr - beta * rm;

  const downMM = sums.downMM - sums.downM ** 2 / sums.downDays;
  const downRM = sums.downRM - (sums.downR * sums.downM) / sums.downDays;
  return {
    volatility: Math.sqrt(Math.max(0, rr) / (n - 1)),
    beta,
    marketCoefficient: market,
    sectorCoefficient: sector,
    idiosyncraticVolatility: Math.sqrt(residual / (n - 1)),
    rSquared: moves ? 1 - residual / rr : Number.NaN,
    skewness: moves ? m3 / m2 ** 1.5 : Number.NaN,
    kurtosis: moves ? m4 / m2 ** 2 : Number.NaN,
    coskewness:
      moves && marketMoves && marketResidual > 0
        ? (rmm - beta * mmm) / n / (Math.sqrt(marketResidual / n) * (mm / n))
        : Number.NaN,
    downsideVolatility: Math.sqrt(sums.fallSquares / n),
    downsideShare: moves ? sums.fallSquares / sums.rr : Number.NaN,
    downsideBeta: sums.downDays >= leastDays / 4 && downMM > NO_VARIANCE ? downRM / downMM : Number.NaN,
    positiveShare: sums.positiveDays / n,
    zeroShare: sums.zeroDays / n,
    largest: sums.largest,
    smallest: sums.smallest,
  };
}

/** Coefficients of r on m and s with an intercept; on m alone where s follows m. `mm` and `rm` are centred sums. */
function twoFactorRegression(sums: WindowSums, mm: number, rm: number): { market: number; sector: number } {
  const n = sums.days;
  if (!(mm > NO_VARIANCE * n)) return { market: Number.NaN, sector: Number.NaN };
  const ss = sums.ss - (sums.s * sums.s) / n;
  const ms = sums.ms - (sums.m * sums.s) / n;
  const rs = sums.rs - (sums.r * sums.s) / n;
  const beyond = ss - (ms * ms) / mm;
  if (!(beyond > COLLINEAR * ss)) return { market: rm / mm, sector: 0 };
  const sector = (rs - (ms * rm) / mm) / beyond;
  return { market: (rm - ms * sector) / mm, sector };
}
