import { type BinMatrix, column, type Matrix, mean, pearsonCorrelation, standardDeviation } from '@robata/kernels';
import { prepareCorr } from './corr20v2.ts';
import { ordinalRanks, prepareCorr2022, uniformColumns } from './corr2022.ts';
import { type EraExposures, eraExposures } from './eraExposures.ts';
import { type EraSummary, eraSummary } from './eraSummary.ts';
import { exposureDissimilarity, summarizeExposures } from './featureExposure.ts';
import { prepareMmc2022 } from './mmc2022.ts';
import { prepareMmc } from './mmc2024.ts';
import { neutralSteps } from './neutralSteps.ts';
import { normalScores } from './normalScores.ts';
import { adjustedSharpe, autocorrelation, sharpe } from './sharpe.ts';
import { corrWithMetaModel } from './similarity.ts';
import { prepareTb2022, prepareTbFncEs22 } from './tb2022.ts';

/** One validation era of one model: aligned rows, sorted by id. What is absent gives NaN where it would be needed. */
export interface DiagnosticsEra {
  readonly predictions: Float64Array;
  readonly target: Float64Array;
  /** In bins: whole numbers on any scale, which no score depends on. */
  readonly features?: BinMatrix;
  readonly examplePredictions?: Float64Array;
  readonly metaModel?: Float64Array;
}

/** Scores of one era that neutralization changes: those of the predictions, or of what is left of them. */
export interface StepDiagnostics {
  /** corr@2022. */
  readonly corr: number;
  readonly corr20v2: number;
  /** mmc@2022 against the example predictions (diagnostics know no stakes). */
  readonly mmc: number;
  /** mmc@2024 against the meta model of the era. */
  readonly mmc2024: number;
  /** cwmm: with the meta model of the era. */
  readonly corrWithMetaModel: number;
  /** Pearson correlation of uniform ranks with those of the example predictions. */
  readonly corrWithExamplePredictions: number;
  /** Largest absolute Pearson correlation with a feature. */
  readonly maxFeatureExposure: number;
}

/** Scores of one era; field by field as the diagnostics of April 2022, and today's scores. */
export interface EraDiagnostics extends StepDiagnostics {
  /** fnc@es22. */
  readonly featureNeutralCorr: number;
  /** Pearson over the k lowest and highest predictions. */
  readonly topBottomCorr: number;
  readonly topBottomFeatureNeutralCorr: number;
  readonly exposureDissimilarity: number;
}

export interface ExaminedEra {
  readonly scores: EraDiagnostics;
  /** Pearson correlation of each feature with the predictions; null without features. */
  readonly exposures: Float64Array | null;
  /** The scores of the predictions neutralized by each proportion asked for; empty without features. */
  readonly steps: readonly StepDiagnostics[];
}

export interface ExaminationOptions {
  /** k of the top/bottom scores (200 of about 5,000 stocks); where 2k exceeds the rows they are NaN. */
  readonly topBottom?: number;
  /** Shares of the fit on the features that are taken off, in [0, 1]. Default none. */
  readonly proportions?: readonly number[];
}

/**
 * Diagnostics of one era. Rows need a prediction; NaN targets are left out of every score. Source: example-scripts of April 2022
 * `validation_metrics`. A step's predictions are the gaussianized ranks less `proportion` of their fit on the features (no constant), as the
 * scripts' `neutralize`; proportion 0 stands for the predictions as they are.
 */
export function examineEra(
  era: DiagnosticsEra,
  { topBottom = 200, proportions = [] }: ExaminationOptions = {},
): ExaminedEra {
  const { target, features } = era;
  const hasTails = 2 * topBottom <= target.length - target.reduce((n, x) => n + (x === x ? 0 : 1), 0);
  // The fully neutral predictions are always wanted: they are the last step.
  const steps = neutralSteps(era.predictions, features, features ? [0, ...proportions, 1] : [0]);
  const exposed = features && eraExposures(features, steps, era);
  const shown = stepDiagnostics(era, steps.columns, exposed);
  const [own, neutral] = [shown[0] as StepDiagnostics, features && shown.at(-1)];
  const last = features && { ...steps.columns, columns: 1, data: column(steps.columns, steps.columns.columns - 1) };
  const one = (prepared: { score(t: Float64Array): Float64Array } | undefined) =>
    prepared?.score(target)[0] ?? Number.NaN;
  const predictions = { rows: target.length, columns: 1, data: era.predictions };
  return {
    scores: {
      ...own,
      featureNeutralCorr: neutral?.corr ?? Number.NaN,
      topBottomCorr: one(hasTails ? prepareTb2022(predictions, topBottom) : undefined),
      topBottomFeatureNeutralCorr: one(hasTails && last ? prepareTbFncEs22(last, topBottom) : undefined),
      exposureDissimilarity: exposed?.example ? exposureDissimilarity(exposed.own, exposed.example) : Number.NaN,
    },
    exposures: exposed?.own ?? null,
    steps: features ? shown.slice(1, -1) : [],
  };
}

/** The scores of `examineEra` alone. */
export const diagnoseEra = (era: DiagnosticsEra, options?: Pick<ExaminationOptions, 'topBottom'>): EraDiagnostics =>
  examineEra(era, options).scores;

/** All columns at once: what they are compared with is ranked once. */
function stepDiagnostics(era: DiagnosticsEra, columns: Matrix, exposed: EraExposures | undefined): StepDiagnostics[] {
  const { target, examplePredictions, metaModel } = era;
  const [scores, ranks] = [normalScores(columns), ordinalRanks(columns)];
  const corr = prepareCorr2022(ranks).score(target);
  const corr20v2 = prepareCorr(scores).score(target);
  const mmc = examplePredictions && prepareMmc2022(ranks, [examplePredictions]).score(target);
  const mmc2024 = metaModel && prepareMmc(scores, metaModel).score(target);
  const similar = metaModel && corrWithMetaModel(scores, metaModel);
  const uniform = examplePredictions && uniformColumns(columns);
  const example = examplePredictions && uniformColumns({ ...columns, columns: 1, data: examplePredictions }).data;
  return Array.from({ length: columns.columns }, (_, j) => ({
    corr: corr[j],
    corr20v2: corr20v2[j],
    mmc: mmc?.[j] ?? Number.NaN,
    mmc2024: mmc2024?.[j] ?? Number.NaN,
    corrWithMetaModel: similar?.[j] ?? Number.NaN,
    corrWithExamplePredictions: uniform && example ? pearsonCorrelation(column(uniform, j), example) : Number.NaN,
    maxFeatureExposure: exposed ? summarizeExposures(column(exposed.steps, j)).maximum : Number.NaN,
  }));
}

interface Spread {
  readonly mean: number;
  readonly std: number;
  readonly sharpe: number;
}

/** The part of the summary that neutralization changes. */
export interface StepSummary extends EraSummary {
  readonly eras: number;
  readonly corr20v2: Spread;
  readonly mmc: Spread;
  readonly mmc2024: Spread;
  readonly corrWithMetaModel: number;
  readonly corrWithExamplePredictions: number;
  readonly maxFeatureExposure: number;
}

export interface DiagnosticsSummary extends StepSummary {
  readonly autocorrelation: number;
  readonly adjustedSharpe: number;
  readonly featureNeutralMean: number;
  readonly topBottom: Spread;
  readonly topBottomFeatureNeutralMean: number;
  /** Of corr + mmc, era by era. */
  readonly corrPlusMmc: Spread;
  /** Sharpe of corr + mmc less that of corr. */
  readonly corrPlusMmcSharpeDifference: number;
  readonly exposureDissimilarityMean: number;
}

/**
 * Summary over eras, oldest first; mean, std (divisor n), sharpe, drawdown and apy are those of corr@2022. Eras without a value are
 * left out of that value's statistics; none gives NaN.
 */
export function summarizeDiagnostics(eras: readonly EraDiagnostics[]): DiagnosticsSummary {
  const corr = seriesOf(eras, (era) => era.corr);
  const corrPlusMmc = spread(seriesOf(eras, (era) => era.corr + era.mmc));
  return {
    ...summarizeSteps(eras),
    autocorrelation: autocorrelation(corr),
    adjustedSharpe: adjustedSharpe(corr),
    featureNeutralMean: mean(seriesOf(eras, (era) => era.featureNeutralCorr)),
    topBottom: spread(seriesOf(eras, (era) => era.topBottomCorr)),
    topBottomFeatureNeutralMean: mean(seriesOf(eras, (era) => era.topBottomFeatureNeutralCorr)),
    corrPlusMmc,
    corrPlusMmcSharpeDifference: corrPlusMmc.sharpe - sharpe(corr),
    exposureDissimilarityMean: mean(seriesOf(eras, (era) => era.exposureDissimilarity)),
  };
}

/** The same for one step of neutralization. */
export function summarizeSteps(eras: readonly StepDiagnostics[]): StepSummary {
  return {
    ...eraSummary(seriesOf(eras, (era) => era.corr)),
    eras: eras.length,
    corr20v2: spread(seriesOf(eras, (era) => era.corr20v2)),
    mmc: spread(seriesOf(eras, (era) => era.mmc)),
    mmc2024: spread(seriesOf(eras, (era) => era.mmc2024)),
    corrWithMetaModel: mean(seriesOf(eras, (era) => era.corrWithMetaModel)),
    corrWithExamplePredictions: mean(seriesOf(eras, (era) => era.corrWithExamplePredictions)),
    maxFeatureExposure: mean(seriesOf(eras, (era) => era.maxFeatureExposure)),
  };
}

const seriesOf = <Era>(eras: readonly Era[], read: (era: Era) => number): number[] =>
  eras.map(read).filter((x) => x === x);

const spread = (values: readonly number[]): Spread => ({
  mean: mean(values),
  std: standardDeviation(values),
  sharpe: sharpe(values),
});
