import { transposedMatrixVector } from '@robata/kernels';
import type { PortfolioProblem } from '../optimizer/problem.ts';
import { tradedWeight } from './tradingCost.ts';

/** A limit that weights do not keep, and by how much. */
export interface LimitBreach {
  /** `net`, `gross`, `turnover`, `position` (the worst stock), or an exposure's name. */
  readonly name: string;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** How far `value` is beyond the nearer bound, > 0. */
  readonly excess: number;
}

/** The limits of the problem that `weights` exceed by more than `tolerance`, the worst first (then by name). Empty if all are kept. */
export function limitBreaches(problem: PortfolioProblem, weights: Float64Array, tolerance = 1e-8): LimitBreach[] {
  const { limits, exposures, exposureNames, holdings } = problem;
  const held = transposedMatrixVector(exposures, weights);
  const measured: [string, number, number, number][] = exposureNames.map((name, k) => [
    name,
    held[k],
    limits.exposureLower[k],
    limits.exposureUpper[k],
  ]);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const gross = weights.reduce((total, weight) => total + Math.abs(weight), 0);
  if (limits.net !== null) measured.push(['net', sum, ...limits.net]);
  if (limits.gross !== null) measured.push(['gross', gross, 0, limits.gross]);
  if (limits.turnover !== null) measured.push(['turnover', tradedWeight(holdings, weights), 0, limits.turnover]);
  weights.forEach((weight, i) => measured.push(['position', weight, limits.positionLower[i], limits.positionUpper[i]]));

  const breaches = measured
    .map(([name, value, lower, upper]) => ({
      name,
      value,
      lower,
      upper,
      excess: Math.max(lower - value, value - upper),
    }))
    .filter(({ excess }) => excess > tolerance)
    .sort((a, b) => b.excess - a.excess || (a.name < b.name ? -1 : 1));
  const worst = breaches.find(({ name }) => name === 'position');
  return breaches.filter((breach) => breach.name !== 'position' || breach === worst);
}
