import {
  type Fields,
  number,
  numberOrNull,
  numbers,
  object,
  onlyKnown,
  read,
  requireFormat,
  strings,
  table,
} from './fields.ts';
import type { PortfolioLimits, PortfolioProblem } from './problem.ts';

export const PROBLEM_FORMAT = 'robata-portfolio-problem/1';

/**
 * Reads a problem from parsed JSON of the format `robata-portfolio-problem/1`, or says in one plain sentence which field
 * and row is malformed. A single number stands for equal ones; null in a bound is unbounded; `factorCovariance`, `gross`,
 * `turnover` and `net` may be null or left out. Whether the numbers make sense is for `optimize` to say.
 */
export function parseProblem(json: unknown): { readonly problem: PortfolioProblem } | { readonly fault: string } {
  return read(() => {
    const fields = object(json, '');
    const problem = readProblemWithoutAlpha(fields);
    return { problem: { ...problem, alpha: numbers(fields.alpha, problem.ids.length, 'alpha') } };
  });
}

/** The fields of a problem but alpha, for contribution kits too. Throws FieldFault. */
export function readProblemWithoutAlpha(fields: Fields): Omit<PortfolioProblem, 'alpha'> {
  requireFormat(fields, PROBLEM_FORMAT);
  const ids = strings(fields.ids, 'ids');
  const n = ids.length;
  const exposures = object(fields.exposures, 'exposures');
  const exposureNames = strings(exposures.names, 'exposures.names');
  const k = exposureNames.length;
  const { factorCovariance } = fields;
  return {
    ids,
    horizonDays: fields.horizonDays === undefined ? 20 : number(fields.horizonDays, 'horizonDays'),
    holdings: numbers(fields.holdings, n, 'holdings'),
    riskAversion: number(fields.riskAversion, 'riskAversion'),
    exposureNames,
    exposures: table(exposures.values, n, k, 'exposures.values'),
    factorCovariance:
      factorCovariance === null || factorCovariance === undefined
        ? null
        : table(factorCovariance, k, k, 'factorCovariance'),
    specificVariance: numbers(fields.specificVariance, n, 'specificVariance'),
    linearCost: numbers(fields.linearCost, n, 'linearCost'),
    limits: readLimits(object(fields.limits, 'limits'), n, k),
  };
}

const LIMITS = ['exposureLower', 'exposureUpper', 'positionLower', 'positionUpper', 'gross', 'turnover', 'net'];

function readLimits(limits: Fields, n: number, k: number): PortfolioLimits {
  onlyKnown(limits, LIMITS, 'limits');
  return {
    exposureLower: numbers(limits.exposureLower, k, 'limits.exposureLower', -Infinity),
    exposureUpper: numbers(limits.exposureUpper, k, 'limits.exposureUpper', Infinity),
    positionLower: numbers(limits.positionLower, n, 'limits.positionLower', -Infinity),
    positionUpper: numbers(limits.positionUpper, n, 'limits.positionUpper', Infinity),
    gross: numberOrNull(limits.gross, 'limits.gross'),
    turnover: numberOrNull(limits.turnover, 'limits.turnover'),
    net: readNet(limits.net),
  };
}

function readNet(value: unknown): readonly [number, number] | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return [number(value, 'limits.net'), value];
  // Two numbers; null at an end leaves it open.
  const [lower] = numbers(value, 2, 'limits.net', -Infinity);
  const [, upper] = numbers(value, 2, 'limits.net', Infinity);
  return [lower, upper];
}
