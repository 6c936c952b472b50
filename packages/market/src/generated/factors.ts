import { exponential } from '@robata/kernels';
import {
  FACTORS,
  INDUSTRY_WEIGHTS,
  SECTORS,
  SPECIFIC,
  STYLE_VOLATILITY,
  STYLES,
  TRADING_DAYS_PER_YEAR,
} from './calibration.ts';
import type { Random } from './random.ts';

/** One day of everything that several stocks share. Returns, not per year. */
export interface FactorDay {
  readonly market: number;
  /** Capitalization-weighted sum 0. */
  readonly sectors: Float64Array;
  /** In the order of `STYLES`. */
  readonly styles: Float64Array;
  readonly country: number;
  /** Shocks of variance 1 to the specific returns of an industry's stocks, `INDUSTRY_WEIGHTS.length` for each sector. */
  readonly industries: Float64Array;
  /** Multiplies the volatility of all specific returns; mean square 1. */
  readonly specificScale: number;
}

const DAILY = 1 / Math.sqrt(TRADING_DAYS_PER_YEAR);

/** e^x scaled to mean square 1, for a normal x of the given standard deviation. */
const scale = (x: number, sd: number): number => exponential(x - sd * sd);

/** The processes behind market, sectors, styles, country and the common specific volatility. */
export class FactorProcess {
  readonly #random: Random;
  #marketLogVolatility: number;
  #specificLogVolatility: number;

  constructor(random: Random) {
    this.#random = random;
    this.#marketLogVolatility = FACTORS.logVolatilitySd * random.normal();
    this.#specificLogVolatility = SPECIFIC.commonLogVolatilitySd * random.normal();
  }

  /** The next day. `sectorWeights` are the sectors' shares of all market value and sum to 1. */
  next(sectorWeights: Float64Array): FactorDay {
    const random = this.#random;
    const shock = (): number => random.studentT(FACTORS.halfDegrees);
    this.#marketLogVolatility = this.#step(
      this.#marketLogVolatility,
      FACTORS.logVolatilityPersistence,
      FACTORS.logVolatilitySd,
    );
    this.#specificLogVolatility = this.#step(
      this.#specificLogVolatility,
      SPECIFIC.commonPersistence,
      SPECIFIC.commonLogVolatilitySd,
    );

    const marketShock = shock() * scale(this.#marketLogVolatility, FACTORS.logVolatilitySd);
    const shared =
      DAILY *
      scale(
        FACTORS.sharedLogVolatility * this.#marketLogVolatility,
        FACTORS.sharedLogVolatility * FACTORS.logVolatilitySd,
      );

    const sectors = Float64Array.from(SECTORS, (sector) => sector.volatility * shared * shock());
    const mean = sectors.reduce((sum, value, k) => sum + value * sectorWeights[k], 0);
    for (let k = 0; k < sectors.length; k += 1) sectors[k] = sectors[k] - mean;

    const withMarket = FACTORS.volatilityWithMarket;
    const styles = Float64Array.from(STYLES, (style) => {
      const own = shared * shock();
      const value =
        style === 'residualVolatility'
          ? withMarket * DAILY * marketShock + Math.sqrt(1 - withMarket * withMarket) * own
          : own;
      return STYLE_VOLATILITY[style] * value;
    });

    const fromMarket = SPECIFIC.commonWithMarket;
    return {
      market: FACTORS.marketVolatility * DAILY * marketShock,
      sectors,
      styles,
      country: FACTORS.countryVolatility * shared * shock(),
      industries: Float64Array.from({ length: SECTORS.length * INDUSTRY_WEIGHTS.length }, shock),
      specificScale:
        scale(this.#specificLogVolatility, SPECIFIC.commonLogVolatilitySd) *
        scale(fromMarket * this.#marketLogVolatility, fromMarket * FACTORS.logVolatilitySd),
    };
  }

  /** One step of an AR(1) with the given stationary standard deviation. */
  #step(x: number, persistence: number, sd: number): number {
    return persistence * x + sd * Math.sqrt(1 - persistence * persistence) * this.#random.normal();
  }
}
