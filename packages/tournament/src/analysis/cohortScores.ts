import { quantile } from '@robata/kernels';
import { ALL, type CohortScore, type CohortScores, type ScoreQuantiles } from './metaModelRecords.ts';
import { corrColumn } from './prepareCohorts.ts';
import { sixDecimals } from './sixDecimals.ts';
import type { ScoreColumn } from '../records.ts';

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export interface CohortScoresInput {
  readonly round: number;
  readonly day: number;
  readonly columns: readonly ScoreColumn[];
  /** By column key the scores of that day: of every model, the meta model's last; NaN where one has none. */
  readonly values: ReadonlyMap<string, Float64Array>;
  readonly cohorts: readonly CohortScore[];
}

/** A round's meta models beside everybody's CORR of a day. */
export function cohortScores({ round, day, columns, values, cohorts }: CohortScoresInput): CohortScores {
  const corr = values.get(corrColumn(columns)?.key ?? '') ?? new Float64Array(0);
  const others = corr.subarray(0, -1).filter((value) => !Number.isNaN(value));
  const meta = corr.at(-1) ?? Number.NaN;
  const portfolioReturn = cohorts.find(({ key }) => key === ALL)?.portfolioReturn;
  const below = others.filter((value) => value < meta).length + others.filter((value) => value === meta).length / 2;
  return {
    round,
    day,
    quantiles:
      others.length === 0
        ? null
        : (QUANTILES.map((share) => sixDecimals(quantile(others, share)) ?? 0) as unknown as ScoreQuantiles),
    percentile: others.length === 0 || Number.isNaN(meta) ? null : below / others.length,
    cohorts: cohorts.filter(({ key }) => key !== ALL),
    ...(portfolioReturn !== undefined && { portfolioReturn }),
  };
}
