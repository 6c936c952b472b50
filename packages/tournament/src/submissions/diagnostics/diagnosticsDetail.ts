import { mean } from '@robata/kernels';
import { type StepSummary, summarizeSteps } from '@robata/scoring';
import type { DiagnosedEra } from './diagnose.ts';
import { type Figure, figure } from './figure.ts';

/** What neutralization by one proportion leaves: each figure as the report has it for the predictions themselves. */
export interface NeutralFigures {
  /** 0 … 1. */
  readonly proportion: number;
  readonly corrMean: Figure;
  readonly corrStd: Figure;
  readonly corrSharpe: Figure;
  readonly maxDrawdown: Figure;
  readonly corr20V2Mean: Figure;
  readonly corr20V2Sharpe: Figure;
  readonly mmcMean: Figure;
  readonly mmcSharpe: Figure;
  readonly mmc2024Mean: Figure;
  readonly mmc2024Sharpe: Figure;
  readonly maxFeatureExposure: Figure;
  readonly corrWithMetaModel: Figure;
  readonly examplePredsCorr: Figure;
}

/** What a person looks at beside the report, and no server keeps. */
export interface DiagnosticsDetail {
  readonly features: readonly string[];
  /** Pearson correlation of each feature with the predictions: eras × features; null for a constant one. */
  readonly exposures: readonly (readonly Figure[])[];
  /** Over the eras; features in the order of `features`. */
  readonly meanExposures: readonly Figure[];
  readonly neutralized: readonly NeutralFigures[];
}

/** The detail of diagnosed eras, for the proportions that they were examined with. */
export function detailOf(
  eras: readonly DiagnosedEra[],
  features: readonly string[],
  proportions: readonly number[],
): DiagnosticsDetail {
  const exposures = eras.map(({ exposures }) => Array.from(exposures ?? [], figure));
  return {
    features,
    exposures,
    meanExposures: features.map((_, k) =>
      figure(mean(exposures.map((era) => era[k] ?? Number.NaN).filter((value) => value === value))),
    ),
    neutralized: proportions.map((proportion, at) =>
      neutralFigures(proportion, summarizeSteps(eras.flatMap(({ steps }) => steps[at] ?? []))),
    ),
  };
}

const neutralFigures = (proportion: number, s: StepSummary): NeutralFigures => ({
  proportion,
  corrMean: figure(s.mean),
  corrStd: figure(s.std),
  corrSharpe: figure(s.sharpe),
  maxDrawdown: figure(s.maxDrawdown),
  corr20V2Mean: figure(s.corr20v2.mean),
  corr20V2Sharpe: figure(s.corr20v2.sharpe),
  mmcMean: figure(s.mmc.mean),
  mmcSharpe: figure(s.mmc.sharpe),
  mmc2024Mean: figure(s.mmc2024.mean),
  mmc2024Sharpe: figure(s.mmc2024.sharpe),
  maxFeatureExposure: figure(s.maxFeatureExposure),
  corrWithMetaModel: figure(s.corrWithMetaModel),
  examplePredsCorr: figure(s.corrWithExamplePredictions),
});
