import {
  cholesky,
  choleskySolve,
  type Matrix,
  matrix,
  matrixVector,
  transposedMatrixVector,
  weightedCrossProduct,
} from '@robata/kernels';
import { type Random, seededRandom } from '../../contribution/seededRandom.ts';
import type { PortfolioProblem } from '../problem.ts';

export interface Recipe {
  readonly stocks?: number;
  readonly countries?: number;
  readonly industries?: number;
  readonly styles?: number;
  /** Bound on every exposure, symmetric. */
  readonly bound?: number;
  readonly gross?: number | null;
  readonly turnover?: number | null;
  readonly net?: readonly [number, number] | null;
  readonly cost?: number;
  readonly position?: number;
  readonly riskAversion?: number;
  readonly isLongOnly?: boolean;
  /** 'earlier': holdings from an earlier signal, scaled to gross 0.9. */
  readonly held?: 'none' | 'earlier';
}

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The stronger signals, with all exposures at zero. */
function neutralBook(exposures: Matrix, signal: Float64Array): Float64Array {
  const isHeld = signal.map((z) => (Math.abs(z) < 0.8 ? 0 : 1));
  const wanted = signal.map((z, i) => z * isHeld[i]);
  const gram = weightedCrossProduct(exposures, isHeld);
  cholesky(gram, 1e-10);
  const fitted = matrixVector(exposures, choleskySolve(gram, transposedMatrixVector(exposures, wanted)));
  return wanted.map((w, i) => (isHeld[i] === 0 ? 0 : w - fitted[i]));
}

/** A problem like those of a fund: intercept, countries, industries, styles; a factor model of their covariance. */
export function randomProblem(seed: number, recipe: Recipe = {}): PortfolioProblem {
  const {
    stocks: n = 200,
    countries = 4,
    industries = 6,
    styles = 5,
    bound = 0.001,
    gross = 1,
    turnover = 0.15,
    net = null,
    cost = 0.0005,
    position = 0.01,
    riskAversion = 100,
    isLongOnly = false,
    held = 'earlier',
  } = recipe;
  const random = seededRandom(seed);
  const k = 1 + countries + industries + styles;
  const exposures = matrix(n, k);
  const x = exposures.data;
  for (let i = 0; i < n; i++) {
    x[i] = 1;
    x[n * (1 + Math.floor(random() * countries)) + i] = 1;
    x[n * (1 + countries + Math.floor(random() * industries)) + i] = 1;
    for (let s = 0; s < styles; s++) x[n * (1 + countries + industries + s) + i] = normal(random);
  }
  const factorCovariance = matrix(k, k);
  const loadings = Array.from({ length: k * 3 }, () => 0.01 * normal(random));
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      for (let f = 0; f < 3; f++) factorCovariance.data[a * k + b] += loadings[a * 3 + f] * loadings[b * 3 + f];
    }
    factorCovariance.data[a * k + a] += 0.0002 * (0.5 + random());
  }
  const specificVariance = Float64Array.from({ length: n }, () => (0.05 + 0.1 * random()) ** 2);
  const scores = Float64Array.from({ length: n }, () => normal(random));
  const alpha = scores.map((z, i) => 0.02 * Math.sqrt(specificVariance[i]) * z);
  const earlier = scores.map((z) => 0.7 * z + 0.7 * normal(random) + (isLongOnly ? 2 : 0));
  const wanted = isLongOnly ? earlier.map((z) => Math.max(0, z)) : neutralBook(exposures, earlier);
  const total = wanted.reduce((sum, w) => sum + Math.abs(w), 0);
  const size = 0.9 * (gross ?? 1);
  return {
    ids: Array.from({ length: n }, (_, i) => `s${i}`),
    horizonDays: 20,
    alpha,
    holdings: held === 'none' ? new Float64Array(n) : wanted.map((w) => (w / total) * size),
    riskAversion,
    exposureNames: Array.from({ length: k }, (_, j) => `x${j}`),
    exposures,
    factorCovariance,
    specificVariance,
    linearCost: new Float64Array(n).fill(cost),
    limits: {
      exposureLower: new Float64Array(k).fill(-bound),
      exposureUpper: new Float64Array(k).fill(bound),
      positionLower: new Float64Array(n).fill(isLongOnly ? 0 : -position),
      positionUpper: new Float64Array(n).fill(position),
      gross,
      turnover,
      net,
    },
  };
}
