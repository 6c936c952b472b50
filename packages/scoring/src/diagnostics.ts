import { type Matrix, matrix, mean, pearsonCorrelation, standardDeviation } from '@robata/kernels';
import { prepareCorr } from './corr20v2.ts';
import { collected } from './columnBlocks.ts';
import { neutralEs22, ordinalRanks, prepareCorr2022, uniformColumns } from './corr2022.ts';
import { type EraSummary, eraSummary } from './eraSummary.ts';
import { featureBasis } from './featureBasis.ts';
import { exposureDissimilarity, featureExposures, summarizeExposures } from './featureExposure.ts';
import { prepareMmc2022 } from './mmc2022.ts';
import { prepareMmc } from './mmc2024.ts';
import { normalScores } from './normalScores.ts';
import { adjustedSharpe, autocorrelation, sharpe } from './sharpe.ts';
import { prepareTb2022, prepareTbFncEs22 } from './tb2022.ts';

/** One validation era of one model: aligned rows, sorted by id. What is absent gives NaN where it would be needed. */
export interface DiagnosticsEra {
  readonly predictions: Float64Array;
  readonly target: Float64Array;
  readonly features?: Matrix;
  readonly examplePredictions?: Float64Array;
  readonly metaModel?: Float64Array;
}

/** Scores of one era; field by field as the diagnostics of April 2022, and today's three scores. */
export interface EraDiagnostics {
  /** corr@2022. */
  readonly corr: number;
  readonly corr20v2: number;
  /** fnc@es22. */
  readonly featureNeutralCorr: number;
  /** Pearson over the k lowest and highest predictions. */
  readonly topBottomCorr: number;
  readonly topBottomFeatureNeutralCorr: number;
  /** Largest absolute Pearson correlation with a feature. */
  readonly maxFeatureExposure: number;
  /** mmc@2022 against the example predictions (diagnostics know no stakes). */
  readonly mmc: number;
  /** mmc@2024 against the meta model of the era. */
  readonly mmc2024: number;
  /** Pearson correlation of uniform ranks with those of the example predictions. */
  readonly corrWithExamplePredictions: number;
  readonly exposureDissimilarity: number;
}

/**
 * Diagnostics of one era. `topBottom` is k of the top/bottom scores (200 of about 5,000 stocks); where 2k exceeds the rows they are NaN.
 * Rows need a prediction; NaN targets are left out of every score. Source: example-scripts of April 2022 `validation_metrics`.
 */
export function diagnoseEra(era: DiagnosticsEra, { topBottom = 200 } = {}): EraDiagnostics {
  const { target, features, examplePredictions, metaModel } = era;
  const predictions = asColumn(era.predictions);
  const hasTails = 2 * topBottom <= target.length - target.reduce((n, x) => n + (x === x ? 0 : 1), 0);
  const basis = features && featureBasis(features, { constant: false });
  const [scores, ranks] = [normalScores(predictions), ordinalRanks(predictions)];
  const neutral = basis && collected(neutralEs22(ranks, basis));
  const exposures = features && featureExposures(predictions, features).data;
  const exampleExposures =
    features && examplePredictions && featureExposures(asColumn(examplePredictions), features).data;
  const one = (prepared: { score(t: Float64Array): Float64Array } | undefined) =>
    prepared?.score(target)[0] ?? Number.NaN;
  return {
    corr: one(prepareCorr2022(ranks)),
    corr20v2: one(prepareCorr(scores)),
    featureNeutralCorr: one(neutral && prepareCorr2022(ordinalRanks(neutral))),
    topBottomCorr: one(hasTails ? prepareTb2022(predictions, topBottom) : undefined),
    topBottomFeatureNeutralCorr: one(hasTails && neutral ? prepareTbFncEs22(neutral, topBottom) : undefined),
    maxFeatureExposure: exposures ? summarizeExposures(exposures).maximum : Number.NaN,
    mmc: one(examplePredictions && prepareMmc2022(ranks, [examplePredictions])),
    mmc2024: one(metaModel && prepareMmc(scores, metaModel)),
    corrWithExamplePredictions: examplePredictions ? uniformCorr(era.predictions, examplePredictions) : Number.NaN,
    exposureDissimilarity:
      exposures && exampleExposures ? exposureDissimilarity(exposures, exampleExposures) : Number.NaN,
  };
}

function asColumn(values: Float64Array): Matrix {
  return matrix(values.length, 1, values);
}

function uniformCorr(a: Float64Array, b: Float64Array): number {
  return pearsonCorrelation(uniformColumns(asColumn(a)).data, uniformColumns(asColumn(b)).data);
}

interface Spread {
  readonly mean: number;
  readonly std: number;
  readonly sharpe: number;
}

export interface DiagnosticsSummary extends EraSummary {
  readonly eras: number;
  readonly autocorrelation: number;
  readonly adjustedSharpe: number;
  readonly corr20v2: Spread;
  readonly featureNeutralMean: number;
  readonly maxFeatureExposure: number;
  readonly topBottom: Spread;
  readonly topBottomFeatureNeutralMean: number;
  readonly mmc: Spread;
  readonly mmc2024: Spread;
  /** Of corr + mmc, era by era. */
  readonly corrPlusMmc: Spread;
  /** Sharpe of corr + mmc less that of corr. */
  readonly corrPlusMmcSharpeDifference: number;
  readonly corrWithExamplePredictions: number;
  readonly exposureDissimilarityMean: number;
}

/**
 * Summary over eras, oldest first; mean, std (divisor n), sharpe, drawdown and apy are those of corr@2022. Eras without a value are
 * left out of that value's statistics; none gives NaN.
 */
export function summarizeDiagnostics(eras: readonly EraDiagnostics[]): DiagnosticsSummary {
  const series = (read: (era: EraDiagnostics) => number) => eras.map(read).filter((x) => x === x);
  const spread = (values: readonly number[]): Spread => ({
    mean: mean(values),
    std: standardDeviation(values),
    sharpe: sharpe(values),
  });
  const corr = series((era) => era.corr);
  const corrPlusMmc = spread(series((era) => era.corr + era.mmc));
  return {
    ...eraSummary(corr),
    eras: eras.length,
    autocorrelation: autocorrelation(corr),
    adjustedSharpe: adjustedSharpe(corr),
    corr20v2: spread(series((era) => era.corr20v2)),
    featureNeutralMean: mean(series((era) => era.featureNeutralCorr)),
    maxFeatureExposure: mean(series((era) => era.maxFeatureExposure)),
    topBottom: spread(series((era) => era.topBottomCorr)),
    topBottomFeatureNeutralMean: mean(series((era) => era.topBottomFeatureNeutralCorr)),
    mmc: spread(series((era) => era.mmc)),
    mmc2024: spread(series((era) => era.mmc2024)),
    corrPlusMmc,
    corrPlusMmcSharpeDifference: corrPlusMmc.sharpe - sharpe(corr),
    corrWithExamplePredictions: mean(series((era) => era.corrWithExamplePredictions)),
    exposureDissimilarityMean: mean(series((era) => era.exposureDissimilarity)),
  };
}
