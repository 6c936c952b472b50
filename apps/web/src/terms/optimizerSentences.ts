import type { OptimizerReport } from '@robata/client';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';

/** What the optimizer did at the close of a round, in words for somebody who never saw one. */
export function optimizerSentences(report: OptimizerReport): readonly string[] {
  return [outcome(report), method(report), contributions(report)].filter((sentence) => sentence !== null);
}

function outcome(report: OptimizerReport): string {
  switch (report.status) {
    case 'solved':
      return report.relaxed
        ? `The limits could not all hold, so turnover was raised to the least that made it possible (${formatPercent(report.turnover, { places: 1 })}); for that limit, this is the best portfolio.`
        : 'Solved: this is the best portfolio that keeps every limit, and that is proven.';
    case 'primal_infeasible':
      return 'No portfolio: it is proven that the limits cannot hold together. The fund kept what it held.';
    case 'iteration_limit':
      return 'No portfolio was proven to be the best, so none was traded. The fund kept what it held.';
    case 'invalid':
      return 'The problem was refused because its numbers are not valid. The fund kept what it held.';
  }
}

function method({ status, rung, iterations }: OptimizerReport): string | null {
  if (status !== 'solved') return null;
  const steps = `${formatNumber(iterations)} ${iterations === 1 ? 'step' : 'steps'}`;
  return rung === 'newton'
    ? `Newton's method got there in ${steps}.`
    : `The safety net was needed: an interior point method led Newton's method to the answer (${steps}).`;
}

function contributions({ contributionSolves, contributionFallbacks }: OptimizerReport): string | null {
  if (contributionSolves === 0) return null;
  const solves = `${formatNumber(contributionSolves)} more portfolios were solved for the contributions`;
  if (contributionFallbacks === 0) return `${solves}, none of which needed the safety net.`;
  return `${solves}, of which ${formatNumber(contributionFallbacks)} needed the safety net.`;
}
