import { type EraDiagnostics, meanWithStandardError, summarizeDiagnostics } from '@robata/scoring';
import { type Figure, figure } from './figure.ts';
import type { SignalsRunReport } from './signalsRunReport.ts';

/** What the report takes of an era. */
export interface ReportedEra {
  readonly era: string;
  readonly scores: EraDiagnostics;
  /** Estimated TC; NaN where the era's round has not resolved. */
  readonly tc: number;
}

/** Figures of a run, named as clients know them (`Diagnostics` of the contract), and ours beside them. */
export interface DiagnosticsFigures {
  readonly erasAcceptedCount: number;
  readonly trainedOnVal: boolean;
  readonly examplePredsCorrMean: Figure;
  readonly validationCorrMean: Figure;
  readonly validationCorrStd: Figure;
  readonly validationCorrSharpe: Figure;
  readonly validationMaxDrawdown: Figure;
  readonly validationFeatureCorrMax: Figure;
  readonly validationFeatureNeutralCorrMean: Figure;
  readonly validationFeatureNeutralCorrV3Mean: Figure;
  readonly validationMmcMean: Figure;
  readonly validationMmcStd: Figure;
  readonly validationMmcSharpe: Figure;
  readonly validationCorrPlusMmcMean: Figure;
  readonly validationCorrPlusMmcStd: Figure;
  readonly validationCorrPlusMmcSharpe: Figure;
  readonly validationCorrPlusMmcSharpeDiff: Figure;
  readonly validationAdjustedSharpe: Figure;
  readonly validationApy: Figure;
  readonly validationAutocorr: Figure;
  readonly validationCorrCorrWExamplePreds: Figure;
  readonly validationCorrMaxDrawdown: Figure;
  /** Ours: corr20v2 on the default target. */
  readonly validationCorr20V2Mean: Figure;
  readonly validationCorr20V2Sharpe: Figure;
  /** Ours: mmc@2024 against the meta model of the eras that have one. */
  readonly validationMmc2024Mean: Figure;
  readonly validationMmc2024Sharpe: Figure;
  readonly validationTb200Mean: Figure;
  readonly validationTb200Sharpe: Figure;
  readonly validationTb200FeatureNeutralMean: Figure;
  readonly exposureDissimilarityMean: Figure;
  /** Ours: cwmm, mean over the eras that have a meta model. */
  readonly corrWithMetaModelMean: Figure;
  /** Ours: mean gradient TC over the eras of resolved rounds; null with `tcReason`. */
  readonly validationTcMean: Figure;
  readonly tcErasCount: number;
  /** Ours: Newey-West standard errors of the means over eras, which overlap (a target's 20 days are four weekly eras). */
  readonly validationCorrMeanStandardError: Figure;
  readonly validationMmcMeanStandardError: Figure;
  readonly validationMmc2024MeanStandardError: Figure;
  readonly validationTcMeanStandardError: Figure;
}

export interface EraFigures {
  readonly era: string;
  readonly validationCorr: Figure;
  readonly validationCorr20V2: Figure;
  readonly validationFeatureNeutralCorr: Figure;
  readonly validationFeatureNeutralCorrV3: Figure;
  readonly validationFeatureCorrMax: Figure;
  readonly validationMmc: Figure;
  readonly validationMmc2024: Figure;
  readonly examplePredsCorr: Figure;
  readonly corrWithMetaModel: Figure;
  readonly validationTc: Figure;
}

export interface DiagnosticsReport {
  readonly figures: DiagnosticsFigures;
  /** The older and the newer half of the eras (the middle one belongs to the newer). Null below two eras. */
  readonly firstHalf: DiagnosticsFigures | null;
  readonly secondHalf: DiagnosticsFigures | null;
  /** Why there is no TC, in a sentence; null where there is. */
  readonly tcReason: string | null;
  readonly eras: readonly EraFigures[];
  /** Of Signals models. */
  readonly signals?: SignalsRunReport;
}

/** Weekly eras whose targets share days. */
const OVERLAPPING_ERAS = 4;
/** Our own mark: no honest model of the field comes near it. */
const TRAINED_ON_VALIDATION_CORR = 0.15;

/** The report of the eras of a run, oldest first. */
export function diagnosticsReport(eras: readonly ReportedEra[]): DiagnosticsReport {
  const middle = Math.floor(eras.length / 2);
  const figures = figuresOf(eras);
  return {
    figures,
    firstHalf: middle === 0 ? null : figuresOf(eras.slice(0, middle)),
    secondHalf: middle === 0 ? null : figuresOf(eras.slice(middle)),
    tcReason:
      figures.tcErasCount > 0
        ? null
        : 'No round of these eras has resolved yet: TC is estimated with what a round publishes then.',
    eras: eras.map(eraFigures),
  };
}

function figuresOf(eras: readonly ReportedEra[]): DiagnosticsFigures {
  const s = summarizeDiagnostics(eras.map(({ scores }) => scores));
  const error = (read: (era: ReportedEra) => number) => meanWithStandardError(eras.map(read), OVERLAPPING_ERAS);
  const tc = error((era) => era.tc);
  return {
    erasAcceptedCount: eras.length,
    trainedOnVal: s.mean > TRAINED_ON_VALIDATION_CORR,
    examplePredsCorrMean: figure(s.corrWithExamplePredictions),
    validationCorrMean: figure(s.mean),
    validationCorrStd: figure(s.std),
    validationCorrSharpe: figure(s.sharpe),
    validationMaxDrawdown: figure(s.maxDrawdown),
    validationFeatureCorrMax: figure(s.maxFeatureExposure),
    validationFeatureNeutralCorrMean: figure(s.featureNeutralMean),
    validationFeatureNeutralCorrV3Mean: figure(s.featureNeutralMean),
    validationMmcMean: figure(s.mmc.mean),
    validationMmcStd: figure(s.mmc.std),
    validationMmcSharpe: figure(s.mmc.sharpe),
    validationCorrPlusMmcMean: figure(s.corrPlusMmc.mean),
    validationCorrPlusMmcStd: figure(s.corrPlusMmc.std),
    validationCorrPlusMmcSharpe: figure(s.corrPlusMmc.sharpe),
    validationCorrPlusMmcSharpeDiff: figure(s.corrPlusMmcSharpeDifference),
    validationAdjustedSharpe: figure(s.adjustedSharpe),
    validationApy: figure(s.apy),
    validationAutocorr: figure(s.autocorrelation),
    validationCorrCorrWExamplePreds: figure(s.corrWithExamplePredictions),
    validationCorrMaxDrawdown: figure(s.maxDrawdown),
    validationCorr20V2Mean: figure(s.corr20v2.mean),
    validationCorr20V2Sharpe: figure(s.corr20v2.sharpe),
    validationMmc2024Mean: figure(s.mmc2024.mean),
    validationMmc2024Sharpe: figure(s.mmc2024.sharpe),
    validationTb200Mean: figure(s.topBottom.mean),
    validationTb200Sharpe: figure(s.topBottom.sharpe),
    validationTb200FeatureNeutralMean: figure(s.topBottomFeatureNeutralMean),
    exposureDissimilarityMean: figure(s.exposureDissimilarityMean),
    corrWithMetaModelMean: figure(s.corrWithMetaModel),
    validationTcMean: figure(tc.mean),
    tcErasCount: tc.count,
    validationCorrMeanStandardError: figure(error(({ scores }) => scores.corr).standardError),
    validationMmcMeanStandardError: figure(error(({ scores }) => scores.mmc).standardError),
    validationMmc2024MeanStandardError: figure(error(({ scores }) => scores.mmc2024).standardError),
    validationTcMeanStandardError: figure(tc.standardError),
  };
}

function eraFigures({ era, scores, tc }: ReportedEra): EraFigures {
  return {
    era,
    validationCorr: figure(scores.corr),
    validationCorr20V2: figure(scores.corr20v2),
    validationFeatureNeutralCorr: figure(scores.featureNeutralCorr),
    validationFeatureNeutralCorrV3: figure(scores.featureNeutralCorr),
    validationFeatureCorrMax: figure(scores.maxFeatureExposure),
    validationMmc: figure(scores.mmc),
    validationMmc2024: figure(scores.mmc2024),
    examplePredsCorr: figure(scores.corrWithExamplePredictions),
    corrWithMetaModel: figure(scores.corrWithMetaModel),
    validationTc: figure(tc),
  };
}
