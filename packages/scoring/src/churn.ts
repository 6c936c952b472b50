import { averageRank, isConstant, pearsonCorrelation, stableOrder } from '@robata/kernels';
import { alignTables } from './alignment.ts';
import { ScoringError } from './scoringError.ts';
import { type Series, requireComplete } from './table.ts';

/**
 * Churn of two submissions: 1 − Spearman correlation over their common ids, in [0, 2]; 0 for the same order.
 * Throws ScoringError where too few ids are common (`alignTables`) or a side is constant. Source: numerai-tools 0.6 `churn`.
 */
export function churn(a: Series, b: Series): number {
  const { currentSubmission: x, earlierSubmission: y } = alignTables({ currentSubmission: a, earlierSubmission: b });
  if (isConstant(x.values) || isConstant(y.values)) {
    throw new ScoringError('constant', 'churn needs two submissions that are not constant');
  }
  return 1 - pearsonCorrelation(averageRank(x.values), averageRank(y.values));
}

/**
 * Top/bottom churn: 1 − the mean of the shares of ids that the top k and the bottom k of the two have in common, in [0, 1].
 * Each side is taken as it is, without alignment, ties in row order. Throws ScoringError on missing values.
 */
export function topBottomChurn(a: Series, b: Series, k: number): number {
  const [x, y] = [a, b].map((series) => {
    requireComplete(series, 'submissions');
    const { count, rows } = stableOrder(series.values);
    const ids = Array.from(rows.subarray(0, count), (row) => series.ids[row]);
    return { bottom: ids.slice(0, k), top: ids.slice(-k) };
  });
  return 1 - (shareInCommon(x.top, y.top, k) + shareInCommon(x.bottom, y.bottom, k)) / 2;
}

function shareInCommon(a: readonly string[], b: readonly string[], k: number): number {
  const known = new Set(a);
  return b.filter((id) => known.has(id)).length / k;
}

/**
 * Turnover of two portfolios: Σ|a − b|/2 over their common ids; 1 is a whole book of gross 1 traded once.
 * Throws ScoringError where too few ids are common. Source: numerai-tools 0.6 `turnover`.
 */
export function turnover(a: Series, b: Series): number {
  const { currentPortfolio: x, earlierPortfolio: y } = alignTables({ currentPortfolio: a, earlierPortfolio: b });
  return x.values.reduce((sum, w, i) => sum + Math.abs(w - y.values[i]), 0) / 2;
}
