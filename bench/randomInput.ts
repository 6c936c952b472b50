import { type Matrix, matrix } from '@robata/kernels';
// The generators of the portfolio room's own tests: here, in `kit` and in `analysis` bench/ goes past a room's door.
import { randomKit as portfolioKit } from '../packages/portfolio/src/contribution/testing/randomKit.ts';
import { type Random, seededRandom } from '../packages/portfolio/src/contribution/seededRandom.ts';
import {
  normal,
  type Recipe,
  randomProblem as portfolioProblem,
} from '../packages/portfolio/src/optimizer/testing/randomProblem.ts';

export { FAMILIES } from '../packages/portfolio/src/optimizer/testing/families.ts';
export { kktResiduals } from '../packages/portfolio/src/optimizer/testing/kktResiduals.ts';
export { type Random, seededRandom };

/** 70 exposures (intercept, 10 countries, 24 industries, 35 styles) within ±0.001; fewer and wider for a handful of stocks. */
function recipeFor(stocks: number): Recipe {
  const position = Math.max(0.01, 6 / stocks);
  return stocks >= 350
    ? { stocks, position, countries: 10, industries: 24, styles: 35 }
    : { stocks, position, bound: 0.02, turnover: 0.6 };
}

export const randomProblem = (seed: number, stocks: number) => portfolioProblem(seed, recipeFor(stocks));
export const randomKit = (seed: number, models: number, stocks: number) =>
  portfolioKit(seed, models, recipeFor(stocks));

export function randomNormals(random: Random, rows: number, columns = 1): Matrix {
  const result = matrix(rows, columns);
  for (let at = 0; at < result.data.length; at++) result.data[at] = normal(random);
  return result;
}

/** Features in the five bins 0, ¼ … 1. */
export function randomFeatures(random: Random, rows: number, columns: number): Matrix {
  const result = matrix(rows, columns);
  for (let at = 0; at < result.data.length; at++) result.data[at] = Math.floor(5 * random()) / 4;
  return result;
}

/** Predictions that share a signal; every tenth model is rounded, so that it has ties. */
export function randomPredictions(random: Random, rows: number, columns: number): Matrix {
  const shared = randomNormals(random, rows).data;
  const result = randomNormals(random, rows, columns);
  for (let at = 0; at < result.data.length; at++) {
    const value = 0.6 * shared[at % rows] + result.data[at];
    result.data[at] = Math.floor(at / rows) % 10 === 9 ? Math.round(20 * value) / 20 : value;
  }
  return result;
}
