import type { Matrix } from '@robata/kernels';
import { PROBLEM_FORMAT } from './parseProblem.ts';
import type { PortfolioProblem } from './problem.ts';

/** A problem as plain JSON data that `parseProblem` reads back to the same bits (−0 as 0). */
export function problemToJson(problem: PortfolioProblem) {
  const { alpha, ...rest } = problem;
  const { format, ids, horizonDays, ...more } = problemWithoutAlphaToJson(rest);
  return { format, ids, horizonDays, alpha: [...alpha], ...more };
}

/** The same without alpha, as contribution kits hold it. */
export function problemWithoutAlphaToJson(problem: Omit<PortfolioProblem, 'alpha'>) {
  const { limits, factorCovariance } = problem;
  return {
    format: PROBLEM_FORMAT,
    ids: [...problem.ids],
    horizonDays: problem.horizonDays,
    holdings: [...problem.holdings],
    riskAversion: problem.riskAversion,
    exposures: { names: [...problem.exposureNames], values: rowsOf(problem.exposures) },
    factorCovariance: factorCovariance === null ? null : rowsOf(factorCovariance),
    specificVariance: [...problem.specificVariance],
    linearCost: [...problem.linearCost],
    limits: {
      exposureLower: boundsOf(limits.exposureLower),
      exposureUpper: boundsOf(limits.exposureUpper),
      positionLower: boundsOf(limits.positionLower),
      positionUpper: boundsOf(limits.positionUpper),
      gross: limits.gross,
      turnover: limits.turnover,
      net: limits.net === null ? null : boundsOf(limits.net),
    },
  };
}

/** The rows of a matrix as lists. */
export const rowsOf = ({ rows, columns, data }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => data[j * rows + i]));

/** Bounds with null for unbounded. */
const boundsOf = (bounds: Iterable<number>): (number | null)[] =>
  Array.from(bounds, (bound) => (Number.isFinite(bound) ? bound : null));
