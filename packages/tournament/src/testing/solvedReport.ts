import type { OptimizerReport } from '../records.ts';

/** The optimizer's report on a portfolio of nothing, solved at once: for rounds whose market does not matter. */
export const SOLVED_REPORT: OptimizerReport = {
  status: 'solved',
  relaxed: false,
  rung: 'newton',
  iterations: 6,
  objective: 0,
  primalResidual: 0,
  dualResidual: 0,
  gap: 0,
  stocks: 5,
  exposures: 1,
  positions: 0,
  gross: 0,
  net: 0,
  turnover: 0,
  predictedVolatility: 0,
  maxExposureBreach: 0,
  bindingLimits: [],
  contributionFallbacks: 0,
  contributionSolves: 0,
  worstResidual: 0,
};
