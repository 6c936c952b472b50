import { matrix, normalQuantile, matrixVector } from '@robata/kernels';
import { type Exposures, exposureMatrix } from '../exposureMatrix.ts';
import { choleskySemidefinite } from '../choleskySemidefinite.ts';
import { type RiskModel, totalVolatility } from '../riskModel.ts';

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers. */
export function seededNormal(seed: number): () => number {
  const random = seededRandom(seed);
  return () => normalQuantile((Math.floor(random() * 2 ** 32) + 0.5) / 2 ** 32);
}

/** Stocks whose factor covariance and specific variances (per day) are known; `drawDay` draws a day's returns from them. */
export interface PlantedMarket {
  readonly securities: Int32Array;
  readonly size: Float64Array;
  readonly exposures: Exposures;
  /** The truth, with horizonDays 1. */
  readonly truth: RiskModel;
  readonly drawDay: () => { readonly factorReturns: Float64Array; readonly returns: Float64Array };
}

/** Market 1 %, sectors .5 %, country .3 %, styles .4 % and .3 % a day; market and beta correlate .6; specific .8 to 3 % a day. */
export function plantedMarket(stocks: number, seed: number): PlantedMarket {
  const normal = seededNormal(seed);
  const draw = () => Float64Array.from({ length: stocks }, normal);
  const size = draw().map((value) => Math.exp(1.3 * value));
  const exposures = exposureMatrix({
    size,
    sector: Array.from({ length: stocks }, (_, i) => ['energy', 'finance', 'health', null][i % 4]),
    country: Array.from({ length: stocks }, (_, i) => (i % 5 === 0 ? 'DE' : 'US')),
    styles: [
      { name: 'style:beta', values: draw() },
      { name: 'momentum', values: draw() },
    ],
  });
  const { names } = exposures;
  const volatility = names.map((name) => {
    if (name === 'market') return 0.01;
    if (name.startsWith('sector:')) return 0.005;
    return { 'country:non-US': 0.003, 'style:beta': 0.004 }[name] ?? 0.003;
  });
  const covariance = matrix(names.length, names.length);
  names.forEach((a, j) => {
    names.forEach((b, k) => {
      const pair = [a, b].sort().join();
      const correlation = a === b ? 1 : pair === 'market,style:beta' ? 0.6 : 0;
      covariance.data[k * names.length + j] = correlation * volatility[j] * volatility[k];
    });
  });
  constrainSectors(names, exposures, size, covariance.data);
  const specificVariance = draw().map((value) => (0.008 + 0.022 / (1 + Math.exp(-value))) ** 2);
  const { lower } = choleskySemidefinite(covariance);
  const drawDay = () => {
    const factorReturns = matrixVector(lower, Float64Array.from({ length: names.length }, normal));
    const common = matrixVector(exposures.matrix, factorReturns);
    const returns = common.map((value, i) => value + Math.sqrt(specificVariance[i]) * normal());
    return { factorReturns, returns };
  };
  return {
    securities: Int32Array.from({ length: stocks }, (_, i) => i),
    size,
    exposures,
    truth: {
      factorNames: names,
      exposures: exposures.matrix,
      factorCovariance: covariance,
      specificVariance,
      totalVolatility: totalVolatility(exposures.matrix, covariance, specificVariance),
      horizonDays: 1,
    },
    drawDay,
  };
}

/** P F P' with the projection that takes the capitalization-weighted sum off the sector returns: only such factors can be recovered. */
function constrainSectors(
  names: readonly string[],
  exposures: Exposures,
  size: Float64Array,
  covariance: Float64Array,
): void {
  const count = names.length;
  const capital = names.map((name, k) => {
    if (!name.startsWith('sector:')) return 0;
    return size.reduce((sum, value, i) => sum + value * exposures.matrix.data[k * size.length + i], 0);
  });
  const total = capital.reduce((sum, value) => sum + value, 0);
  const project = (read: (k: number) => number, write: (k: number, value: number) => void) => {
    const mean = capital.reduce((sum, value, k) => sum + value * read(k), 0) / total;
    names.forEach((name, k) => {
      if (name.startsWith('sector:')) write(k, read(k) - mean);
    });
  };
  for (let j = 0; j < count; j++) {
    project(
      (k) => covariance[j * count + k],
      (k, value) => {
        covariance[j * count + k] = value;
      },
    );
  }
  for (let j = 0; j < count; j++) {
    project(
      (k) => covariance[k * count + j],
      (k, value) => {
        covariance[k * count + j] = value;
      },
    );
  }
}
