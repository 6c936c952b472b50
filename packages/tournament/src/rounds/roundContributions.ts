import {
  type Contributions,
  type ContributionKit,
  prepareGradient,
  prepareLeaveOneOut,
  type Start,
  scoreGradient,
  scoreLeaveOneOut,
} from '@robata/portfolio';
import type { ContributionReport, ContributionScores } from './contributions.ts';
import type { ContributionSettings } from './tournamentConfig.ts';

/** One round's three kinds of TC in this thread: everything is solved here and now, a score later costs a few products. */
export interface SolvedContributions {
  readonly report: ContributionReport;
  score(returns: Float64Array): ContributionScores;
}

/** Solves both leave-one-out kinds and the gradient's draws of a round. The returns of the kit are not looked at. */
export function solveContributions(kit: ContributionKit, settings: ContributionSettings): SolvedContributions {
  const held = solveLeaveOneOut(kit, 'held');
  const zero = solveLeaveOneOut(kit, 'zero');
  const prepared = prepareGradient(kit, { draws: settings.draws, dropout: settings.dropout, seed: settings.seed });
  const draws = prepared.draws(0, prepared.count);
  const residuals = [...held.residuals, ...zero.residuals, ...draws.map((draw) => draw.residual)].filter(
    Number.isFinite,
  );
  return {
    report: {
      solves: 4 * kit.models.length + draws.length,
      fallbacks: held.fallbacks + zero.fallbacks + draws.filter((draw) => draw.isFallback).length,
      worstResidual: residuals.reduce((worst, residual) => Math.max(worst, residual), 0),
    },
    score: (returns) => ({
      gradient: valuesOf(scoreGradient(prepared, draws, returns)),
      leaveOneOutZero: valuesOf(zero.score(returns)),
      leaveOneOutHeld: valuesOf(held.score(returns)),
    }),
  };
}

function solveLeaveOneOut(kit: ContributionKit, start: Start) {
  const prepared = prepareLeaveOneOut(kit, { start });
  const portfolios = prepared.portfolios(0, kit.models.length);
  return {
    residuals: portfolios.residual,
    fallbacks: portfolios.fallbacks,
    score: (returns: Float64Array) => scoreLeaveOneOut(prepared, [portfolios], returns),
  };
}

const valuesOf = ({ contributions }: Contributions): Float64Array =>
  Float64Array.from(contributions, ({ tc }) => tc ?? Number.NaN);
