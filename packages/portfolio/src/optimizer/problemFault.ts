import { cholesky, matrix } from '@robata/kernels';
import { firstNotFinite } from '../firstNotFinite.ts';
import type { PortfolioProblem } from './problem.ts';

/** The first thing wrong with a problem as one plain sentence naming field and row (counted from 1), or null when it can be solved. */
export function problemFault(problem: PortfolioProblem): string | null {
  return shapeFault(problem) ?? valueFault(problem) ?? limitFault(problem) ?? covarianceFault(problem);
}

function shapeFault(problem: PortfolioProblem): string | null {
  const { ids, exposureNames, exposures, factorCovariance, limits } = problem;
  const n = ids.length;
  const k = exposureNames.length;
  if (n === 0) return 'ids is empty: a portfolio needs at least one stock.';
  if (!areUnique(ids)) return `ids holds ${repeated(ids)} twice.`;
  if (new Set(exposureNames).size !== k) return `exposures.names holds ${repeated(exposureNames)} twice.`;
  if (exposures.rows !== n || exposures.columns !== k) {
    return `exposures.values is ${exposures.rows} × ${exposures.columns} and not ${n} × ${k}.`;
  }
  if (factorCovariance !== null && (factorCovariance.rows !== k || factorCovariance.columns !== k)) {
    return `factorCovariance is ${factorCovariance.rows} × ${factorCovariance.columns} and not ${k} × ${k}.`;
  }
  const perStock = {
    ...stockArrays(problem),
    'limits.positionLower': limits.positionLower,
    'limits.positionUpper': limits.positionUpper,
  };
  for (const [field, values] of Object.entries(perStock)) {
    if (values.length !== n) return `${field} has ${values.length} values and not ${n}, one for each stock.`;
  }
  for (const field of ['exposureLower', 'exposureUpper'] as const) {
    if (limits[field].length !== k) {
      return `limits.${field} has ${limits[field].length} values and not ${k}, one for each exposure.`;
    }
  }
  return null;
}

/** Lists of ids that were looked through before: a universe is optimized over many times, and looking takes as long as a few steps. */
const unique = new WeakSet<readonly string[]>();

function areUnique(ids: readonly string[]): boolean {
  if (unique.has(ids)) return true;
  if (new Set(ids).size !== ids.length) return false;
  unique.add(ids);
  return true;
}

const stockArrays = ({ alpha, holdings, specificVariance, linearCost }: PortfolioProblem) => ({
  alpha,
  holdings,
  specificVariance,
  linearCost,
});

const repeated = (names: readonly string[]): string =>
  JSON.stringify(names.find((name, at) => names.indexOf(name) !== at));

function valueFault(problem: PortfolioProblem): string | null {
  const { riskAversion, horizonDays, exposures, exposureNames, specificVariance, linearCost } = problem;
  if (!(riskAversion > 0 && riskAversion < Infinity)) return `riskAversion is ${riskAversion} and must be above 0.`;
  if (!(horizonDays > 0 && horizonDays < Infinity)) return `horizonDays is ${horizonDays} and must be above 0.`;
  for (const [field, values] of Object.entries(stockArrays(problem))) {
    const row = firstNotFinite(values);
    if (row >= 0) return `${field} is ${values[row]} in row ${row + 1} and must be a finite number.`;
  }
  const at = firstNotFinite(exposures.data);
  if (at >= 0) {
    const name = exposureNames[Math.floor(at / exposures.rows)];
    return `exposures.values is ${exposures.data[at]} in row ${(at % exposures.rows) + 1}, column ${name}.`;
  }
  const variance = specificVariance.findIndex((value) => value <= 0);
  if (variance >= 0) {
    return `specificVariance is ${specificVariance[variance]} in row ${variance + 1} and must be above 0.`;
  }
  const cost = linearCost.findIndex((value) => value < 0);
  if (cost >= 0) return `linearCost is ${linearCost[cost]} in row ${cost + 1} and must not be negative.`;
  return null;
}

function limitFault({ limits, exposureNames }: PortfolioProblem): string | null {
  for (const field of ['gross', 'turnover'] as const) {
    const limit = limits[field];
    if (limit !== null && !(limit >= 0 && limit < Infinity)) {
      return `limits.${field} is ${limit} and must be null or a number from 0.`;
    }
  }
  if (limits.net !== null) {
    const fault = intervalFault(limits.net[0], limits.net[1]);
    if (fault !== null) return `limits.net ${fault}.`;
  }
  for (let k = 0; k < exposureNames.length; k++) {
    const fault = intervalFault(limits.exposureLower[k], limits.exposureUpper[k]);
    if (fault !== null) return `the limits of exposure ${exposureNames[k]} are wrong: the interval ${fault}.`;
  }
  for (let i = 0; i < limits.positionLower.length; i++) {
    const fault = intervalFault(limits.positionLower[i], limits.positionUpper[i]);
    if (fault !== null) return `the position limits in row ${i + 1} are wrong: the interval ${fault}.`;
  }
  return null;
}

function intervalFault(lower: number, upper: number): string | null {
  if (Number.isNaN(lower) || Number.isNaN(upper)) return 'holds NaN';
  if (lower > upper) return `has its lower end ${lower} above its upper end ${upper}`;
  if (lower === Infinity || upper === -Infinity) return 'is empty';
  return null;
}

/** Symmetric to rounding, and no direction of clearly negative variance. */
function covarianceFault({ factorCovariance, exposureNames }: PortfolioProblem): string | null {
  if (factorCovariance === null) return null;
  const { rows: k, data } = factorCovariance;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      const [one, other] = [data[a * k + b], data[b * k + a]];
      const where = `of ${exposureNames[a]} and ${exposureNames[b]}`;
      if (!Number.isFinite(one) || !Number.isFinite(other)) return `factorCovariance ${where} is not a finite number.`;
      const size = Math.sqrt(Math.abs(data[a * k + a] * data[b * k + b])) + Math.abs(one);
      if (Math.abs(one - other) > 1e-9 * size) return `factorCovariance is not symmetric: see the entries ${where}.`;
    }
  }
  // Correlations plus a rounding allowance: this must factor without a pivot to drop.
  const correlation = matrix(k, k);
  for (let a = 0; a < k; a++) {
    const variance = data[a * k + a];
    if (variance < 0) return `factorCovariance of ${exposureNames[a]} is negative on its diagonal.`;
    for (let b = 0; b < k; b++) {
      const size = Math.sqrt(variance) * Math.sqrt(Math.max(0, data[b * k + b]));
      if (size > 0) correlation.data[a * k + b] = data[a * k + b] / size;
      else if (data[a * k + b] !== 0) return notPositive(exposureNames[a]);
    }
    correlation.data[a * k + a] = 1 + 1e-9 * k;
  }
  const factored = cholesky(correlation, 0);
  return factored === 0 ? null : notPositive('some portfolio of exposures');
}

const notPositive = (what: string): string =>
  `factorCovariance is not positive semidefinite: it gives ${what} a negative variance.`;
