import type { Rebalance } from '@robata/portfolio';
import type { RoundAnalysis } from './roundAnalysis.ts';
import { sixDecimals } from './sixDecimals.ts';

type Portfolio = RoundAnalysis['portfolio'];
type Exposure = Portfolio['exposures'][number];

/** A weight below it is none that anybody would trade. */
const ONE_BASIS_POINT = 1e-4;

/** What a rebalance leads to: its exposures beside their limits, what it holds, trades and costs. Its plan counts linear costs alone. */
export function portfolioAnalysis(rebalance: Rebalance): Portfolio {
  const { problem, solution, exposures, status, cost, turnover, forcedTurnover } = rebalance;
  const { limits, exposureNames, holdings } = problem;
  const weights = status === 'held' ? holdings : solution.weights;
  const gross = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const net = weights.reduce((sum, weight) => sum + weight, 0);
  const rows = exposureNames.map((name, k): Exposure => {
    const limit = Math.max(Math.abs(limits.exposureLower[k] as number), Math.abs(limits.exposureUpper[k] as number));
    return { name, value: sixDecimals(exposures[k] as number) ?? 0, limit: Number.isFinite(limit) ? limit : null };
  });
  if (limits.gross !== null) rows.push({ name: 'gross', value: sixDecimals(gross) ?? 0, limit: limits.gross });
  if (limits.net !== null) {
    const limit = Math.max(Math.abs(limits.net[0]), Math.abs(limits.net[1]));
    rows.push({ name: 'net', value: sixDecimals(net) ?? 0, limit });
  }
  return {
    exposures: rows.toSorted((a, b) => shareOf(b) - shareOf(a) || (a.name < b.name ? -1 : 1)),
    longs: weights.filter((weight) => weight > ONE_BASIS_POINT).length,
    shorts: weights.filter((weight) => weight < -ONE_BASIS_POINT).length,
    turnover: gross > 0 ? (sixDecimals((turnover + forcedTurnover) / gross) ?? 0) : 0,
    costs: { linear: cost, impact: 0, borrow: 0 },
  };
}

/** How much of its limit an exposure takes; what has no limit comes last. */
const shareOf = ({ value, limit }: Exposure): number => {
  if (limit === null) return -1;
  return limit === 0 ? (value === 0 ? 0 : Number.POSITIVE_INFINITY) : Math.abs(value) / limit;
};
