import { fromColumns } from '@robata/kernels';
import { type ContributionKit, gaussianizedPredictions, metaModelOf } from '@robata/portfolio';
import { normalScores, prepareCorr } from '@robata/scoring';
import type { ScoreColumn } from '../records.ts';
import { type CohortMember, cohortsOf } from './cohorts.ts';
import type { CohortScore } from './metaModelRecords.ts';
import { sixDecimals } from './sixDecimals.ts';

export interface CohortsInput {
  readonly kit: Pick<ContributionKit, 'predictions' | 'stakes'>;
  /** In the order of the kit; those that came late, after them, are in no cohort. */
  readonly members: readonly CohortMember[];
  readonly columns: readonly ScoreColumn[];
}

/** Makes the meta models of a round's cohorts once; each day's targets then give their CORR. See `Cohort`. */
export function prepareCohorts({
  kit,
  members,
  columns,
}: CohortsInput): (targets: ReadonlyMap<string, Float64Array>) => readonly CohortScore[] {
  const cohorts = cohortsOf(members, kit.stakes);
  const corr = corrColumn(columns);
  if (cohorts.length === 0 || corr?.target == null) return () => [];
  const ranks = gaussianizedPredictions(kit.predictions);
  const metaModels = fromColumns(cohorts.map(({ stakes }) => metaModelOf(ranks, stakes)));
  const prepared = prepareCorr(normalScores(metaModels));
  const { target } = corr;
  return (targets) => {
    const values = targets.get(target);
    const scores = values === undefined ? null : prepared.score(values);
    return cohorts.map(({ key, models, weight }, at) => ({
      key,
      models,
      weight,
      corr: scores === null ? null : sixDecimals(scores[at] as number),
    }));
  };
}

/** The column that meta models are compared by; undefined where the configuration has none. */
export const corrColumn = (columns: readonly ScoreColumn[]): ScoreColumn | undefined =>
  columns.find(({ definitionId }) => definitionId === 'corr20v2');
