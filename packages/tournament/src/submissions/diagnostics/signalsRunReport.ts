import { SIGNALS_DIAGNOSTICS_SCORES, type SignalsDiagnostics, type SignalsDiagnosticsScore } from '@robata/scoring';
import type { MatchedRows } from '../../symbols/matchedRows.ts';
import {
  SHOWN_ROWS,
  SIGNAL_STATUSES,
  type SignalRow,
  type SignalsReport,
  type SignalStatus,
} from '../../symbols/signalsReport.ts';
import type { PredictionFile } from '../predictions/predictionFormat.ts';
import type { DiagnosticsFigures, DiagnosticsReport, EraFigures } from './diagnosticsReport.ts';
import { type Figure, figure } from './figure.ts';

/** Of one score over the eras that have it. */
export interface SignalsFigure {
  readonly mean: Figure;
  /** Newey-West, 4 lags. */
  readonly standardError: Figure;
  readonly std: Figure;
  readonly sharpe: Figure;
  readonly maxDrawdown: Figure;
  readonly eras: number;
}

export interface SignalsEraFigures extends Readonly<Record<SignalsDiagnosticsScore, Figure>> {
  readonly era: string;
  readonly stocks: number;
  readonly covered: number;
  readonly left: Figure;
  readonly churn: Figure;
  readonly turnover: Figure;
  readonly corrWithMetaModel: Figure;
}

/** A score of the Signals meta model over the eras that both have, and the signal's lead. */
export interface SignalsBeside {
  readonly mean: Figure;
  readonly lead: Figure;
  /** Newey-West, 4 lags. */
  readonly leadStandardError: Figure;
  readonly eras: number;
}

/** What became of the rows of a history. */
export interface SignalsRowsReport
  extends Pick<SignalsReport, 'symbolsVersion' | 'column' | 'declared' | 'headerProblem' | 'totals' | 'matchedBy'> {
  /** All rows of the file; `other` ones, of no era, have no answer. */
  readonly total: number;
  readonly other: number;
  readonly erasUnscored: number;
  /** The first of those that do not count. */
  readonly unused: readonly SignalRow[];
}

/** What a run of a Signals model has beside the figures that clients know. */
export interface SignalsRunReport {
  readonly scores: Readonly<Record<SignalsDiagnosticsScore, SignalsFigure>>;
  /** Null where no era has a Signals meta model; missing, as its scores, in runs of before they were kept. */
  readonly metaModel?: Readonly<Record<SignalsDiagnosticsScore, SignalsBeside>> | null;
  readonly corrWithMetaModel?: Figure;
  /** Means over the eras: the share of the universe covered, changes from era to era, the share of the signal that nothing known explains. */
  readonly coverage: Figure;
  readonly churn: Figure;
  readonly turnover: Figure;
  readonly left: Figure;
  /** What each group adds to those before it, by name. */
  readonly known: Readonly<Record<string, Figure>>;
  readonly eras: readonly SignalsEraFigures[];
  readonly rows: SignalsRowsReport;
}

/** Adds up the answers of the eras. */
export function matchedSummary(file: PredictionFile, symbolsVersion: number | null, other: number) {
  const totals = Object.fromEntries(SIGNAL_STATUSES.map((status) => [status, 0])) as Record<SignalStatus, number>;
  const matchedBy: Partial<Record<keyof SignalsReport['matchedBy'], number>> = {};
  const unused: SignalRow[] = [];
  let [declared, headerProblem]: [SignalsReport['declared'], string | null] = ['any', null];
  let erasUnscored = 0;
  return {
    add(answers: Omit<MatchedRows, 'values'>, isScored: boolean): void {
      declared = answers.declared;
      headerProblem ??= answers.headerProblem;
      for (const status of SIGNAL_STATUSES) totals[status] += answers.totals[status];
      for (const [scheme, count] of Object.entries(answers.matchedBy) as [keyof typeof matchedBy, number][]) {
        matchedBy[scheme] = (matchedBy[scheme] ?? 0) + count;
      }
      unused.push(...answers.unused.slice(0, SHOWN_ROWS - unused.length));
      if (!isScored) erasUnscored += 1;
    },
    result: (): SignalsRowsReport => ({
      symbolsVersion,
      column: file.idColumn,
      declared,
      headerProblem,
      total: file.ids.length,
      other,
      totals,
      matchedBy,
      erasUnscored,
      unused,
    }),
  };
}

/** The report of a Signals run: figures that have a name in the contract stand under it, all of them in `signals`. */
export function signalsRunReport(diagnostics: SignalsDiagnostics, rows: SignalsRowsReport): DiagnosticsReport {
  const { eras } = diagnostics;
  return {
    figures: figuresOf(diagnostics),
    firstHalf: null,
    secondHalf: null,
    tcReason:
      diagnostics.summary.tc.eras > 0
        ? null
        : 'No round of these eras has resolved and published what TC is estimated with.',
    eras: eras.map(
      (era): EraFigures => ({
        era: era.era,
        validationCorr: figure(era.corrFilled),
        validationCorr20V2: null,
        validationFeatureNeutralCorr: figure(era.fncV4),
        validationFeatureNeutralCorrV3: null,
        validationFeatureCorrMax: null,
        validationMmc: figure(era.mmcSignals),
        validationMmc2024: figure(era.mmcSignals),
        examplePredsCorr: null,
        corrWithMetaModel: figure(era.corrWithMetaModel),
        validationTc: figure(era.tc),
      }),
    ),
    signals: {
      scores: Object.fromEntries(
        SIGNALS_DIAGNOSTICS_SCORES.map((key): [string, SignalsFigure] => {
          const { mean, standardError, std, sharpe, maxDrawdown, eras: count } = diagnostics.summary[key];
          return [
            key,
            {
              mean: figure(mean),
              standardError: figure(standardError),
              std: figure(std),
              sharpe: figure(sharpe),
              maxDrawdown: figure(maxDrawdown),
              eras: count,
            },
          ];
        }),
      ) as SignalsRunReport['scores'],
      metaModel: besideOf(diagnostics),
      corrWithMetaModel: figure(diagnostics.corrWithMetaModel),
      coverage: figure(diagnostics.coverage),
      churn: figure(diagnostics.churn),
      turnover: figure(diagnostics.turnover),
      left: figure(diagnostics.left),
      known: Object.fromEntries(Object.entries(diagnostics.known).map(([name, value]) => [name, figure(value)])),
      eras: eras.map((era) => ({
        era: era.era,
        stocks: era.stocks,
        covered: era.covered,
        left: figure(era.left),
        churn: figure(era.churn),
        turnover: figure(era.turnover),
        corrWithMetaModel: figure(era.corrWithMetaModel),
        ...(Object.fromEntries(SIGNALS_DIAGNOSTICS_SCORES.map((key) => [key, figure(era[key])])) as Record<
          SignalsDiagnosticsScore,
          Figure
        >),
      })),
      rows,
    },
  };
}

function besideOf({ eras, metaModel }: SignalsDiagnostics): SignalsRunReport['metaModel'] & (object | null) {
  if (eras.every((era) => era.metaModel === null)) return null;
  return Object.fromEntries(
    SIGNALS_DIAGNOSTICS_SCORES.map((key): [string, SignalsBeside] => {
      const { mean, lead, leadStandardError, eras: count } = metaModel[key];
      const told = { mean: figure(mean), lead: figure(lead), leadStandardError: figure(leadStandardError) };
      return [key, { ...told, eras: count }];
    }),
  ) as Record<SignalsDiagnosticsScore, SignalsBeside>;
}

function figuresOf({ eras, summary, corrWithMetaModel }: SignalsDiagnostics): DiagnosticsFigures {
  const { corrFilled: corr, fncV4, mmcSignals: mmc, tc } = summary;
  return {
    ...NONE,
    erasAcceptedCount: eras.length,
    validationCorrMean: figure(corr.mean),
    validationCorrStd: figure(corr.std),
    validationCorrSharpe: figure(corr.sharpe),
    validationMaxDrawdown: figure(corr.maxDrawdown),
    validationCorrMaxDrawdown: figure(corr.maxDrawdown),
    validationApy: figure(corr.apy),
    validationCorrMeanStandardError: figure(corr.standardError),
    validationFeatureNeutralCorrMean: figure(fncV4.mean),
    validationMmcMean: figure(mmc.mean),
    validationMmcStd: figure(mmc.std),
    validationMmcSharpe: figure(mmc.sharpe),
    validationMmcMeanStandardError: figure(mmc.standardError),
    corrWithMetaModelMean: figure(corrWithMetaModel),
    validationTcMean: figure(tc.mean),
    tcErasCount: tc.eras,
    validationTcMeanStandardError: figure(tc.standardError),
  };
}

/** Of signals nothing else is known. */
const NONE: DiagnosticsFigures = {
  erasAcceptedCount: 0,
  trainedOnVal: false,
  examplePredsCorrMean: null,
  validationCorrMean: null,
  validationCorrStd: null,
  validationCorrSharpe: null,
  validationMaxDrawdown: null,
  validationFeatureCorrMax: null,
  validationFeatureNeutralCorrMean: null,
  validationFeatureNeutralCorrV3Mean: null,
  validationMmcMean: null,
  validationMmcStd: null,
  validationMmcSharpe: null,
  validationCorrPlusMmcMean: null,
  validationCorrPlusMmcStd: null,
  validationCorrPlusMmcSharpe: null,
  validationCorrPlusMmcSharpeDiff: null,
  validationAdjustedSharpe: null,
  validationApy: null,
  validationAutocorr: null,
  validationCorrCorrWExamplePreds: null,
  validationCorrMaxDrawdown: null,
  validationCorr20V2Mean: null,
  validationCorr20V2Sharpe: null,
  validationMmc2024Mean: null,
  validationMmc2024Sharpe: null,
  validationTb200Mean: null,
  validationTb200Sharpe: null,
  validationTb200FeatureNeutralMean: null,
  exposureDissimilarityMean: null,
  corrWithMetaModelMean: null,
  validationTcMean: null,
  tcErasCount: 0,
  validationCorrMeanStandardError: null,
  validationMmcMeanStandardError: null,
  validationMmc2024MeanStandardError: null,
  validationTcMeanStandardError: null,
};
