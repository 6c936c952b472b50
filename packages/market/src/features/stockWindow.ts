import type { MarketPanel } from '../panel.ts';
import type { DailySeries } from './dailySeries.ts';
import { type WindowStatistics, WindowSums, windowStatistics } from './windowStatistics.ts';

/** The longest window of any feature, trading days. */
export const LONGEST_WINDOW_DAYS = 252;
/** A window says something once this share of it exists. */
export const LEAST_COVERAGE = 0.6;

const RETURN_WINDOWS = [21, 63, 126, 252] as const;
export type ReturnWindow = (typeof RETURN_WINDOWS)[number];

/**
 * The trailing year of one stock on one day, loaded once and asked by every recipe. Arrays count **days back**: index 0 is the era's
 * day itself. Nothing after that day is read. Ranges of days are given as (window, skip): the days back from `skip` to `window - 1`,
 * so (252, 21) is the year without its last month. An answer is NaN where less than 60 % of the range exists.
 */
export class StockWindow {
  readonly #panel: MarketPanel;
  readonly #series: DailySeries;
  readonly #day: number;
  /** Days that exist before and on the era's day, at most 252. */
  readonly #length: number;

  #security = 0;
  #size = Number.NaN;
  readonly #returns = new Float64Array(LONGEST_WINDOW_DAYS);
  /** Adjusted close, carried over missing days; NaN before the first price in the window. */
  readonly #prices = new Float64Array(LONGEST_WINDOW_DAYS);
  readonly #dollars = new Float64Array(LONGEST_WINDOW_DAYS);
  readonly #turnovers = new Float64Array(LONGEST_WINDOW_DAYS);
  /** Sums of the first k days back, at index k, over days with a return. */
  readonly #countTo = new Float64Array(LONGEST_WINDOW_DAYS + 1);
  readonly #returnTo = new Float64Array(LONGEST_WINDOW_DAYS + 1);
  readonly #absoluteTo = new Float64Array(LONGEST_WINDOW_DAYS + 1);
  readonly #marketTo = new Float64Array(LONGEST_WINDOW_DAYS + 1);
  readonly #sectorTo = new Float64Array(LONGEST_WINDOW_DAYS + 1);
  readonly #statistics = new Map<number, WindowStatistics>();

  constructor(panel: MarketPanel, series: DailySeries, day: number) {
    this.#panel = panel;
    this.#series = series;
    this.#day = day;
    this.#length = Math.min(LONGEST_WINDOW_DAYS, day + 1);
  }

  load(security: number, size: number): void {
    this.#security = security;
    this.#size = size;
    this.#loadReturns();
    this.#loadPricesAndVolumes();
  }

  #loadReturns(): void {
    const { logReturn, stride, market, sectors } = this.#series;
    const sector = sectors === null ? -1 : sectors.of[this.#security];
    const sectorReturn = sectors !== null && sector >= 0 ? sectors.daily[sector] : market;
    const last = this.#security * stride + this.#day;
    const sums = new WindowSums();
    let absolute = 0;
    let k = 0;
    for (const window of RETURN_WINDOWS) {
      for (; k < window; k++) {
        const r = k < this.#length ? logReturn[last - k] : Number.NaN;
        this.#returns[k] = r;
        if (r === r) {
          sums.add(r, market[this.#day - k], sectorReturn[this.#day - k]);
          absolute += Math.abs(r);
        }
        this.#countTo[k + 1] = sums.days;
        this.#returnTo[k + 1] = sums.r;
        this.#absoluteTo[k + 1] = absolute;
        this.#marketTo[k + 1] = sums.m;
        this.#sectorTo[k + 1] = sums.s;
      }
      this.#statistics.set(window, windowStatistics(sums, LEAST_COVERAGE * window));
    }
  }

  #loadPricesAndVolumes(): void {
    const { close, adjustment, volume, shares, stride } = this.#panel;
    const first = this.#security * stride + this.#day - this.#length + 1;
    let price = Number.NaN;
    for (let k = LONGEST_WINDOW_DAYS - 1; k >= this.#length; k--) this.#clear(k);
    for (let k = this.#length - 1, cell = first; k >= 0; k--, cell++) {
      const adjusted = close[cell] * adjustment[cell];
      if (adjusted > 0) price = adjusted;
      this.#prices[k] = price;
      const traded = volume === null ? Number.NaN : volume[cell];
      this.#dollars[k] = close[cell] * traded;
      this.#turnovers[k] = shares === null ? Number.NaN : traded / shares[cell];
    }
  }

  #clear(k: number): void {
    this.#prices[k] = Number.NaN;
    this.#dollars[k] = Number.NaN;
    this.#turnovers[k] = Number.NaN;
  }

  /** Statistics of the daily returns of the last `window` days. */
  over(window: ReturnWindow): WindowStatistics {
    return this.#statistics.get(window) as WindowStatistics;
  }

  #isCovered(window: number, skip = 0): boolean {
    return this.#countTo[window] - this.#countTo[skip] >= LEAST_COVERAGE * (window - skip);
  }

  /** Sum of log returns. */
  returnSum(window: number, skip = 0): number {
    return this.#isCovered(window, skip) ? this.#returnTo[window] - this.#returnTo[skip] : Number.NaN;
  }

  /** Sum of log returns less what market and sector explain, by the coefficients of the last year (of the last half, while that is all). */
  residualSum(window: number, skip = 0): number {
    if (!this.#isCovered(window, skip)) return Number.NaN;
    const year = this.over(252);
    const { marketCoefficient, sectorCoefficient } = Number.isNaN(year.marketCoefficient) ? this.over(126) : year;
    const market = this.#marketTo[window] - this.#marketTo[skip];
    const sector = this.#sectorTo[window] - this.#sectorTo[skip];
    return this.#returnTo[window] - this.#returnTo[skip] - marketCoefficient * market - sectorCoefficient * sector;
  }

  /** Log return of the stock's industry or sector index; the market's without a label. */
  groupSum(of: 'sectors' | 'industries', window: number, skip = 0): number {
    const from = Math.max(0, this.#day - window);
    if (this.#day - skip - from < LEAST_COVERAGE * (window - skip)) return Number.NaN;
    const groups = this.#series[of];
    const group = groups === null ? -1 : groups.of[this.#security];
    const index = groups !== null && group >= 0 ? groups.cumulative[group] : this.#series.marketCumulative;
    return index[this.#day - skip] - index[from];
  }

  /** Sum of the gains over the sum of gains and losses, 0…1 (Cutler's form of the relative strength index). */
  relativeStrength(window: number): number {
    const absolute = this.#absoluteTo[window];
    if (!this.#isCovered(window) || absolute === 0) return Number.NaN;
    return (this.#returnTo[window] + absolute) / (2 * absolute);
  }

  /** Mean of the five largest (or, with sign −1, smallest) returns of the last 21 days. */
  meanOfFive(sign: 1 | -1): number {
    if (!this.#isCovered(21)) return Number.NaN;
    const top = [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity];
    for (let k = 0; k < 21; k++) {
      const value = sign * this.#returns[k];
      if (!(value > top[4])) continue;
      let place = 4;
      for (; place > 0 && top[place - 1] < value; place--) top[place] = top[place - 1];
      top[place] = value;
    }
    return (sign * (top[0] + top[1] + top[2] + top[3] + top[4])) / 5;
  }

  /** Signed square of the correlation of the log price with time. */
  trendFit(window: number): number {
    if (!this.#isCovered(window)) return Number.NaN;
    let y = 0;
    let yy = 0;
    let ky = 0;
    for (let k = 0; k < window; k++) {
      const level = -this.#returnTo[k];
      y += level;
      yy += level * level;
      ky += k * level;
    }
    const mean = (window - 1) / 2;
    const kk = (window * (window * window - 1)) / 12;
    const variance = yy - (y * y) / window;
    const covariance = -(ky - mean * y);
    return variance > 0 ? (Math.sign(covariance) * covariance ** 2) / (kk * variance) : Number.NaN;
  }

  /** Log of the price over its highest in the window (≤ 0). */
  toHigh(window: number): number {
    const at = this.#extreme(window, 1);
    return at < 0 ? Number.NaN : Math.log(this.#prices[0] / this.#prices[at]);
  }

  /** Log of the price over its lowest in the window (≥ 0). */
  toLow(window: number): number {
    const at = this.#extreme(window, -1);
    return at < 0 ? Number.NaN : Math.log(this.#prices[0] / this.#prices[at]);
  }

  daysSinceHigh(window: number): number {
    const at = this.#extreme(window, 1);
    return at < 0 ? Number.NaN : at;
  }

  daysSinceLow(window: number): number {
    const at = this.#extreme(window, -1);
    return at < 0 ? Number.NaN : at;
  }

  /** Days back of the latest highest (sign 1) or lowest (−1) price, -1 where too few prices exist. */
  #extreme(window: number, sign: 1 | -1): number {
    if (!this.#hasPrices(window)) return -1;
    let at = 0;
    for (let k = 1; k < window; k++) if (sign * this.#prices[k] > sign * this.#prices[at]) at = k;
    return at;
  }

  /** Prices are carried, so that those that exist are the latest ones. */
  #hasPrices(window: number): boolean {
    return this.#prices[Math.ceil(LEAST_COVERAGE * window) - 1] > 0;
  }

  /** Log of the mean price of `short` days over that of `long` days; short 1 is the price itself. */
  averageRatio(short: number, long: number): number {
    if (!this.#hasPrices(long)) return Number.NaN;
    return Math.log(meanOf(this.#prices, short) / meanOf(this.#prices, long));
  }

  /** The deepest fall from an earlier highest price within the window, as a log (≤ 0). */
  drawdown(window: number): number {
    if (!this.#hasPrices(window)) return Number.NaN;
    let peak = 0;
    let deepest = 1;
    for (let k = window - 1; k >= 0; k--) {
      const price = this.#prices[k];
      if (price > peak) peak = price;
      if (price < deepest * peak) deepest = price / peak;
    }
    return Math.log(deepest);
  }

  /** Log of the mean share turnover (volume over shares outstanding). */
  turnover(window: number): number {
    return logOf(this.#mean(this.#turnovers, window));
  }

  /** Log of the mean dollar volume. */
  dollarVolume(window: number): number {
    return logOf(this.#mean(this.#dollars, window));
  }

  /** Sd over mean of the daily dollar volume. */
  volumeDispersion(window: number): number {
    const mean = this.#mean(this.#dollars, window);
    let squares = 0;
    let n = 0;
    for (let k = 0; k < window; k++) {
      const value = this.#dollars[k];
      if (value !== value) continue;
      squares += (value - mean) ** 2;
      n += 1;
    }
    return mean > 0 ? Math.sqrt(squares / n) / mean : Number.NaN;
  }

  /** Log of the mean of |return| over dollar volume (Amihud 2002), days without trading left out. */
  illiquidity(window: number): number {
    let sum = 0;
    let n = 0;
    for (let k = 0; k < window; k++) {
      const value = Math.abs(this.#returns[k]) / this.#dollars[k];
      if (!(value < Number.POSITIVE_INFINITY)) continue;
      sum += value;
      n += 1;
    }
    return n >= LEAST_COVERAGE * window ? logOf(sum / n) : Number.NaN;
  }

  /** Correlation of the daily return (or its size) with the log of the dollar volume. */
  volumeCorrelation(window: number, of: 'return' | 'absoluteReturn'): number {
    let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
    for (let k = 0; k < window; k++) {
      const r = of === 'return' ? this.#returns[k] : Math.abs(this.#returns[k]);
      if (r !== r || !(this.#dollars[k] > 0)) continue;
      const volume = Math.log(this.#dollars[k]);
      n += 1;
      x += r;
      y += volume;
      xx += r * r;
      yy += volume * volume;
      xy += r * volume;
    }
    const variances = (xx - (x * x) / n) * (yy - (y * y) / n);
    return n >= LEAST_COVERAGE * window && variances > 0 ? (xy - (x * y) / n) / Math.sqrt(variances) : Number.NaN;
  }

  #mean(values: Float64Array, window: number): number {
    let sum = 0;
    let n = 0;
    for (let k = 0; k < window; k++) {
      if (values[k] !== values[k]) continue;
      sum += values[k];
      n += 1;
    }
    return n >= LEAST_COVERAGE * window ? sum / n : Number.NaN;
  }

  /** Log of the last close as traded. */
  price(): number {
    const { close, stride } = this.#panel;
    for (let k = 0; k < this.#length; k++) {
      const value = close[this.#security * stride + this.#day - k];
      if (value > 0) return Math.log(value);
    }
    return Number.NaN;
  }

  /** Log of the universe's size figure. */
  size(): number {
    return logOf(this.#size);
  }

  /** Log change of split-adjusted shares outstanding over `window` days, between medians of five days. */
  issuance(window: number): number {
    const then = this.#day - window;
    return then < 0 ? Number.NaN : Math.log(this.#medianShares(this.#day - 4) / this.#medianShares(then));
  }

  /** Median of `shares / adjustment` on the five days from `from`; NaN where fewer than three are known. */
  #medianShares(from: number): number {
    const { shares, adjustment, stride } = this.#panel;
    if (shares === null) return Number.NaN;
    const known: number[] = [];
    for (let day = from; day < from + 5; day++) {
      const value = shares[this.#security * stride + day] / adjustment[this.#security * stride + day];
      if (value > 0) known.push(value);
    }
    if (known.length < 3) return Number.NaN;
    known.sort((a, b) => a - b);
    const half = known.length >> 1;
    return known.length % 2 === 1 ? known[half] : (known[half - 1] + known[half]) / 2;
  }
}

function meanOf(values: Float64Array, window: number): number {
  let sum = 0;
  let n = 0;
  for (let k = 0; k < window; k++) {
    if (!(values[k] > 0)) continue;
    sum += values[k];
    n += 1;
  }
  return sum / n;
}

/** Natural logarithm; NaN for what is not positive. */
function logOf(value: number): number {
  return value > 0 ? Math.log(value) : Number.NaN;
}
