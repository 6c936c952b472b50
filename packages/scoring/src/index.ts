export { DEFAULT_MAX_FILTERED_INDEX_RATIO, alignTables } from './alignment.ts';
export { type CentredOption, type PortfolioInputs, prepareAlpha, prepareMpc } from './alpha.ts';
export { centred } from './centred.ts';
export { churn, topBottomChurn, turnover } from './churn.ts';
export { areIdsSorted, compareIds } from './compareIds.ts';
export { type ColumnBlocks, type Columns } from './columnBlocks.ts';
export { type CorrOptions, prepareCorr } from './corr20v2.ts';
export {
  neutralEs22,
  ordinalRanks,
  prepareCorr2022,
  prepareFnc2022,
  prepareFncEs22,
  uniformColumns,
} from './corr2022.ts';
export {
  ALIASES,
  DEFINITIONS,
  type DefinitionId,
  type ScoreDefinition,
  type ScoreInputs,
  findDefinition,
} from './definitions.ts';
export {
  type DiagnosticsEra,
  type DiagnosticsSummary,
  type EraDiagnostics,
  type ExaminationOptions,
  type ExaminedEra,
  type StepDiagnostics,
  type StepSummary,
  diagnoseEra,
  examineEra,
  summarizeDiagnostics,
  summarizeSteps,
} from './diagnostics.ts';
export { type EraSummary, eraSummary } from './eraSummary.ts';
export { expectedMaxima } from './expectedMaxima.ts';
export { featureBasis } from './featureBasis.ts';
export {
  type ExposureSummary,
  exposureDissimilarity,
  featureExposures,
  summarizeExposures,
} from './featureExposure.ts';
export { type NeutralizeOptions, neutralScores, neutralized, prepareFnc } from './fnc.ts';
export {
  corr2022OfTables,
  fnc2022OfTables,
  mmc2022OfTables,
  stakeWeighted2022,
  tb2022OfTables,
} from './legacyTables.ts';
export { type DatedSubmission, maxChurnAndTurnover } from './maxChurnAndTurnover.ts';
export { type MeanWithStandardError, meanWithStandardError } from './meanWithStandardError.ts';
export { type StakedSubsetOptions, drawSubsets, prepareMmc2022, prepareStakedMmc2022 } from './mmc2022.ts';
export { type ContributionOptions, prepareMmc } from './mmc2024.ts';
export { neutralizedWeights, power15NormalColumns } from './neutralizedWeights.ts';
export { type NormalScores, normalColumns, normalScores } from './normalScores.ts';
export { type Payout2022Terms, payout2022 } from './payout2022.ts';
export type { PreparedScore } from './preparedScore.ts';
export { type CorrelationOptions } from './rankCorrelation.ts';
export { type RankTable, columnsOfRanks, normalTable, power15Table, uniformTable } from './rankTable.ts';
export { type Ranks, type Ties, joinedRanks, rankColumns, ranksOfRows } from './ranks.ts';
export { REPUTATION_ROUNDS, fillMissedRounds2022, reputation2022, roundWeight2022 } from './reputation2022.ts';
export { RoundWork } from './roundWork.ts';
export { type RoundInputs, prepareRound, scoreRound } from './scoreRound.ts';
export { type ScoreReport, type ScoreTables, scoreTables } from './scoreTables.ts';
export { ScoringError, type ScoringErrorCode } from './scoringError.ts';
export { adjustedSharpe, autocorrelation, sharpe } from './sharpe.ts';
export { cleanedSignals } from './signals/cleanedSignals.ts';
export { prepareCoveredCorr } from './signals/coveredCorr.ts';
export { fncV4Basis, prepareFncV4Docs, prepareFncV4Tools } from './signals/fncV4.ts';
export { prepareIc } from './signals/ic.ts';
export { type KnownGroup, type KnownShare, type KnownShares, prepareKnownShares } from './signals/knownShares.ts';
export { portfolioNeutralizers } from './signals/portfolioNeutralizers.ts';
export { prepareFilledCorr, prepareSignalsCorr, prepareSignalsCorr2022 } from './signals/signalsCorr.ts';
export {
  type SignalsPortfolioInputs,
  prepareSignalsAlpha,
  prepareSignalsMpc,
  signalsWeights,
} from './signals/signalsPortfolio.ts';
export {
  type BesideMetaModel,
  SIGNALS_DIAGNOSTICS_SCORES,
  type SignalsDiagnosis,
  signalsDiagnosis,
  type SignalsDiagnostics,
  signalsDiagnostics,
  type SignalsDiagnosticsScore,
  type SignalsEra,
  type SignalsEraScores,
  type SignalsScoreSummary,
} from './signals/signalsDiagnostics.ts';
export {
  coveredSignals,
  filledPredictions,
  type SignalsFill,
  signalsPredictions,
} from './signals/signalsPredictions.ts';
export {
  type GatePolicy,
  type GateReason,
  type GateState,
  type SignalsBook,
  signalsBook,
  submissionGates,
} from './signals/submissionGate.ts';
export { averagePairwiseCorr, corrWithMetaModel, maxCorrWithOthers } from './similarity.ts';
export { stakeWeighted } from './stakeWeighted.ts';
export {
  type CleanOptions,
  SIGNALS_MINIMUM_ROWS,
  type SubmissionFile,
  type ValidSubmission,
  checkValues,
  cleanSubmission,
  validateClassicSubmission,
  validateSignalsSubmission,
} from './submission.ts';
export {
  type Scores,
  type Series,
  type Table,
  rowsOf,
  selectColumns,
  selectRows,
  seriesOf,
  sortById,
  tableOf,
  tableOfSeries,
} from './table.ts';
export {
  type TableCorrOptions,
  alphaOfTables,
  correlationContribution,
  featureNeutralCorr,
  gaussianizeTieKept,
  generateNeutralizedWeights,
  maxFeatureCorrelation,
  metaPortfolioContribution,
  neutralize,
  numeraiCorr,
  orthogonalize,
  pearsonOfSeries,
  rankTieBroken,
  rankTieKept,
  spearmanOfSeries,
  stakeWeight,
  standardize,
  tieBrokenRankCorrelation,
  transformForCorr,
  varianceNormalize,
} from './tableScores.ts';
export { prepareTb2022, prepareTbFncEs22 } from './tb2022.ts';
export { topBottomRows } from './topBottomRows.ts';
