import { dotProduct, fromColumns } from '@robata/kernels';
import { type ContributionKit, gaussianizedPredictions, metaModelOf } from '@robata/portfolio';
import { normalScores, prepareCorr } from '@robata/scoring';
import type { ScoreColumn } from '../records.ts';
import { type CohortMember, cohortsOf } from './cohorts.ts';
import { cohortPortfolios } from './cohortPortfolios.ts';
import { ALL, type CohortScore } from './metaModelRecords.ts';
import { sixDecimals } from './sixDecimals.ts';

export interface CohortsInput {
  readonly kit: Pick<ContributionKit, 'predictions' | 'stakes'> &
    Partial<Pick<ContributionKit, 'problem' | 'volatility' | 'informationCoefficient'>>;
  /** In the order of the kit; those that came late, after them, are in no cohort. */
  readonly members: readonly CohortMember[];
  readonly columns: readonly ScoreColumn[];
}

/** `returns` (n, of the round's whole horizon): then portfolios too, of each cohort and, under the key `all`, of the meta model itself. */
export type ScoreCohorts = (
  targets: ReadonlyMap<string, Float64Array>,
  returns?: Float64Array,
) => readonly CohortScore[];

/** Makes the meta models of a round's cohorts once; each day's targets then give their CORR, and its last day's returns what they earned. See `Cohort`. */
export function prepareCohorts({ kit, members, columns }: CohortsInput): ScoreCohorts {
  const cohorts = cohortsOf(members, kit.stakes);
  const corr = corrColumn(columns);
  if (cohorts.length === 0 || corr?.target == null) return () => [];
  const ranks = gaussianizedPredictions(kit.predictions);
  const metaModels = cohorts.map(({ stakes }) => metaModelOf(ranks, stakes));
  const prepared = prepareCorr(normalScores(fromColumns(metaModels)));
  const { target } = corr;
  const earned = (returns: Float64Array): CohortScore[] => {
    const { problem, volatility, informationCoefficient } = kit;
    if (problem === undefined || volatility === undefined || informationCoefficient === undefined) return [];
    const all = metaModelOf(ranks, kit.stakes);
    const portfolios = cohortPortfolios({ problem, volatility, informationCoefficient }, [all, ...metaModels]);
    const everybody = { key: ALL, models: kit.stakes.filter((stake) => stake > 0).length, weight: 1 };
    return [everybody, ...cohorts].map(({ key, models, weight }, at) => {
      const weights = portfolios[at] ?? null;
      const portfolioReturn = weights === null ? null : sixDecimals(dotProduct(weights, returns));
      return { key, models, weight, corr: null, portfolioReturn };
    });
  };
  return (targets, returns) => {
    const values = targets.get(target);
    const scores = values === undefined ? null : prepared.score(values);
    const [all, ...portfolios] = returns === undefined ? [] : earned(returns);
    const scored = cohorts.map(({ key, models, weight }, at): CohortScore => {
      const value = scores === null ? null : sixDecimals(scores[at] as number);
      const portfolioReturn = portfolios[at]?.portfolioReturn;
      return { key, models, weight, corr: value, ...(portfolioReturn !== undefined && { portfolioReturn }) };
    });
    return all === undefined ? scored : [...scored, all];
  };
}

/** The column that meta models are compared by; undefined where the configuration has none. */
export const corrColumn = (columns: readonly ScoreColumn[]): ScoreColumn | undefined =>
  columns.find(({ definitionId }) => definitionId === 'corr20v2');
