export { type BlobReading, type Blobs, checkBlobKey, memoryBlobs } from './blobs/blobs.ts';
export { folderBlobs } from './blobs/folderBlobs.ts';
export type {
  Account,
  AccountStatus,
  ApiKey,
  ModelSlot,
  NewApiKey,
  OperatorAct,
  Role,
  Scope,
  TournamentName,
} from './accounts/accountRecords.ts';
export { ROLES, SCOPES, scopesOf, TOURNAMENTS } from './accounts/accountRecords.ts';
export { type AccountService, accountService } from './accounts/accountService.ts';
export type { AccountKey, NewAccount } from './accounts/accountBook.ts';
export type { KeyHolder } from './accounts/keyBook.ts';
export { cookieOf } from './accounts/cookieOf.ts';
export { checkScope, checkTournament } from './accounts/checkFields.ts';
export { type Fields, fieldsOf } from './accounts/fields.ts';
export type { PublicModel } from './accounts/modelBook.ts';
export {
  accountCommands,
  type AccountCommandsInput,
  type OperatorCommand,
  type OperatorCommands,
  type OperatorContext,
} from './accounts/operatorCommands.ts';
export { moneyCommands, type MoneyCommandsInput } from './accounts/moneyCommands.ts';
export { roundCommands, type RoundCommandsInput, runningCommands } from './accounts/runningCommands.ts';
export { consoleCommands, type ConsoleCommandsInput } from './console/consoleCommands.ts';
export { type Presence, presence } from './console/presence.ts';
export type {
  AccountDetail,
  AccountView,
  AuditPage,
  DeskView,
  HealthView,
  IncidentDecision,
  IncidentList,
  IncidentView,
  ProcessView,
  RoundUnderWay,
  Waiting,
} from './console/types.ts';
export type { RoundPlan } from './accounts/roundPlan.ts';
export type { WithdrawalView } from './accounts/moneyCommands.ts';
export { readOwnerFile, writeOwnerFile } from './accounts/ownerFile.ts';
export { modelUuid } from './accounts/modelUuid.ts';
export { ensureOperator, type OperatorKey, readOperatorKey, sessionSecret } from './accounts/operator.ts';
export { ADDRESS_HEADER, openPeople, type People, type PeopleSession, type ResetLink } from './accounts/people.ts';
export { DomainError, type DomainErrorDetails } from './domainError.ts';
export {
  type DataFolder,
  DataFolderBusyError,
  isDataFolder,
  markSharedFolder,
  openDataFolder,
  openDataFolderBeside,
} from './dataFolder.ts';
export type {
  EntryRecord,
  FundCloseRecord,
  FundDayRecord,
  FundFigures,
  FundLogRecord,
  IncidentRecord,
  LedgerRecord,
  ModelRecord,
  OptimizerReport,
  PayoutRecord,
  PlanRecord,
  RoundRecord,
  RoundState,
  RoundStep,
  RoundStepKind,
  ScoreColumn,
  ScoreRecord,
} from './records.ts';
export { type AnalysisInput, analysisKey, analyzeRound } from './analysis/analyzeRound.ts';
export type { CohortMember } from './analysis/cohorts.ts';
export { type CohortScoresInput, cohortScores } from './analysis/cohortScores.ts';
export { type MetaModelBook, metaModelBook } from './analysis/metaModelBook.ts';
export { metaModelClose } from './analysis/metaModelClose.ts';
export { metaModelCsv, publishedHistory } from './analysis/metaModelHistory.ts';
export {
  type CohortFigures,
  type MetaModelPage,
  type WorstRound,
  metaModelPage,
  type MetaModelRound,
  type SeriesFigures,
} from './analysis/metaModelPage.ts';
export { type StakedModel, type StakedValidation, stakedValidation } from './analysis/stakedValidation.ts';
export {
  type CohortScore,
  type CohortScores,
  cohortsKey,
  type MetaModelClose,
  metaModelKey,
  type ScoreQuantiles,
  type WeightConcentration,
} from './analysis/metaModelRecords.ts';
export type { ClosedPredictions } from './analysis/closedPredictions.ts';
export type { ModelAnalysis, RoundAnalysis } from './analysis/roundAnalysis.ts';
export { type ClosedEntriesInput, closedEntries } from './rounds/closedEntries.ts';
export {
  atRiskOf,
  isSignals,
  ledgerRoundId,
  ledgerRoundIds,
  ledgerRoundOf,
  signalsRoundId,
  takesPart,
} from './rounds/ledgerRound.ts';
export { payoutFactors } from './rounds/payoutFactors.ts';
export { takeSnapshots } from './rounds/takeSnapshots.ts';
export { type PlanFingerprints, postedPayouts, roundPlans } from './rounds/roundPlans.ts';
export { isReported, reportedTargets } from './rounds/signals/reportedDays.ts';
export { openedSignals, roundColumns } from './rounds/signals/roundColumns.ts';
export type { ClosedSignals } from './rounds/signals/closedSignals.ts';
export {
  type NeutralizerManifest,
  neutralizerHash,
  neutralizerManifest,
  neutralizersKey,
  neutralizerText,
} from './rounds/signals/neutralizerManifest.ts';
export { roundNeutralizers } from './rounds/signals/roundNeutralizers.ts';
export { robataSignals1 } from './rounds/signals/robataSignals1.ts';
export {
  prepareSignalReports,
  type SignalReport,
  type SignalReports,
  signalReportsKey,
} from './rounds/signals/signalReports.ts';
export {
  type ClosingSignals,
  closingBook,
  countedBy,
  gatesKey,
  type RoundGates,
  roundGates,
} from './rounds/signals/signalsGate.ts';
export {
  type KnownInRound,
  modelSignals,
  type ModelSignalsPage,
  type SignalsGates,
  signalsGates,
  signalsPage,
  type SignalsPage,
} from './views/signalsPage.ts';
export { SIGNALS_PRESETS } from './rounds/signals/signalsPresets.ts';
export { prepareSignalsScores } from './rounds/signals/signalsScores.ts';
export { type SignalsNeutralizers, signalsNeutralizers } from './rounds/signals/signalsNeutralizers.ts';
export type { SignalsConfig } from './rounds/signals/signalsConfig.ts';
export { optimizerIncidents } from './rounds/optimizerIncidents.ts';
export { openedNow, type PaperDeskInput, paperDesk } from './rounds/engine/paperDesk.ts';
export type { RoundParticipants, SubmittedPredictions } from './rounds/engine/roundParticipants.ts';
export { resetStake } from './rounds/engine/resetStake.ts';
export {
  type ClosedPaper,
  type ClosingPaper,
  type DayPaper,
  type DecisionPaper,
  type MissingDayPaper,
  type OpeningPaper,
  type RoundPapers,
  roundPapers,
  type StakeReset,
} from './rounds/engine/papers.ts';
export {
  type Rescore,
  type RescoreCause,
  type RescoredColumn,
  rescoreKey,
  type RescoreOutcome,
  rescoresOf,
} from './rounds/engine/rescore.ts';
export { shortfallIncidents } from './rounds/engine/resolveStep.ts';
export type { RoundDesk } from './rounds/engine/roundDesk.ts';
// For the tests of rooms above: the engine with given numbers.
export { type SmallTournament, smallDesk } from './rounds/engine/testing/smallDesk.ts';
export { type OperatorDecisions, operatorDecisions } from './rounds/engine/operatorDecisions.ts';
export { type RoundEngine, type RoundEngineInput, roundEngine } from './rounds/engine/roundEngine.ts';
export { advance } from './rounds/roundState.ts';
export { type RoundTimes, roundTimes } from './rounds/roundTimes.ts';
export { ReplayMismatchError, replayingStorage } from './storage/replayingStorage.ts';
export { memoryStorage } from './storage/memoryStorage.ts';
export { openPglite, openPostgres, openPostgresBeside } from './storage/openStorage.ts';
export { startPostgres, type TestServer } from './storage/postgresForTests.ts';
export { remoteStorage, serveStorage } from './storage/remoteStorage.ts';
export type { ScoreFilter, Storage, StorageReader, StorageWriter } from './storage/storage.ts';
export { BOARD_COLUMNS, type BoardColumn, leaderboard, type LeaderboardOptions } from './views/leaderboard.ts';
export { type Earned, type LeaderboardBook, leaderboardBook } from './views/leaderboardBook.ts';
export { COMPARED_MODELS_MAX, comparison } from './views/comparison.ts';
export { ANALYSED_ROUNDS, modelAnalysis } from './views/modelAnalysis.ts';
export { modelPage } from './views/modelPage.ts';
export { meanFigure, modelStanding } from './views/modelStanding.ts';
export type {
  Comparison,
  Estimate,
  MeanFigure,
  ModelAnalysisPage,
  ModelStanding,
  OwnValidation,
  RankRelation,
  Reputations,
  ValidationAgainstLive,
} from './views/modelTypes.ts';
export { reputations } from './views/reputations.ts';
export { readResolvedRound, type ResolvedRound } from './views/resolvedRound.ts';
export { validationAgainstLive } from './views/validationAgainstLive.ts';
export { overview, type TournamentAbout } from './views/overview.ts';
export { META_MODEL_KIND, roundList, roundPage, SIGNALS_META_MODEL_KIND } from './views/roundPage.ts';
export { type ComingDay, type ComingDays, comingDays, type ComingEvent } from './views/comingDays.ts';
export type { CalendarExchange, MarketDay, TradingPlaces } from './views/marketDays.ts';
export { type ModelNews, modelNews, type RoundStanding, type TournamentNews, tournamentNews } from './views/news.ts';
export {
  type CalendarEvent,
  type RoundCalendar,
  roundCalendar,
  type RoundCalendarDay,
  tradingPlaces,
} from './views/roundCalendar.ts';
export { type ClosedMarketsDay, closedOnScoredDays } from './views/closedMarkets.ts';
export { FAN_LEVELS, type RoundFan, roundFan, type ScorePath, scorePaths } from './views/roundFan.ts';
export { stakeOf, totalStaked } from './views/stakeOf.ts';
export type {
  FundSummary,
  LeaderboardRow,
  SignalsMeans,
  ModelPage,
  ModelRoundRow,
  Overview,
  Progress,
  RoundEntryRow,
  RoundPage,
  RoundSummary,
  RunwayFigures,
  StakeConcentration,
  TreasuryPage,
} from './views/types.ts';
export type { ContributionExplanation, ExplainedStock } from './analysis/explainContribution.ts';
export { type IsOwner, type KitReader, kitReader } from './analysis/kitReader.ts';
export { committedText, commitmentOf, openingKey, problemOfKit } from './rounds/commitment.ts';
export { type Closing, type ClosingInput, closeRound } from './rounds/closeRound.ts';
export type { ContributionReport, ContributionScores } from './rounds/contributions.ts';
export { LedgerBook, LedgerRefusedError, ledgerRecord } from './rounds/ledgerBook.ts';
export { type ClosedRound, type RoundPublication, type RoundScoring, roundScoring } from './rounds/roundScoring.ts';
export { partialKit } from './receipts/partialKit.ts';
export {
  evidenceBlob,
  jsonBlob,
  kitBlob,
  kitFileIn,
  kitIn,
  putPublication,
  ranksBlob,
  readKit,
} from './receipts/publicationFiles.ts';
export { parseEvidence, type RoundEvidence } from './receipts/roundEvidence.ts';
export {
  type KitPublication,
  type PublishedReceipts,
  putReceipts,
  receiptsKey,
  receiptTree,
  storedReceipts,
} from './receipts/roundReceipts.ts';
export { type ScoreProof, type ScoreReceipt, wholeReceipts } from './receipts/scoreReceipt.ts';
export {
  type PublishedRound,
  type ScoreCheck,
  type ScoresToVerify,
  type ScoreVerification,
  scoreVerifier,
  verifyScores,
} from './receipts/verifyScores.ts';
export { type RoundScores, type ScoringService, scoringService } from './rounds/scoringService.ts';
export { type SharedLedger, sharedLedger } from './rounds/sharedLedger.ts';
export { closeConfirmed } from './chain/closeConfirmed.ts';
export { onChainStakes } from './chain/onChainStakes.ts';
export { refuseWithoutChain } from './chain/refuseWithoutChain.ts';
export { recordedAt } from './stakes/recordedAt.ts';
export { auditLedger, type AuditFault, type LedgerReport } from './stakes/ledgerAudit.ts';
export {
  askedLedgerFacts,
  ledgerFactCommands,
  type LedgerFacts,
  type RoundFacts,
  type StoredEntry,
} from './stakes/ledgerFacts.ts';
export { type PayoutVerification, verifyPayoutProof } from '@robata/ledger';
export { type PayoutBook, payoutBook, type RoundPayouts } from './stakes/payoutBook.ts';
export type { Holdings } from './stakes/holdings.ts';
export { burnLimits } from './stakes/burnLimits.ts';
export { releaseTerms } from './stakes/releaseTerms.ts';
export {
  amountText,
  type StakeChange,
  type StakeService,
  stakeService,
  type StakeServiceInput,
  stakeValue,
} from './stakes/stakeService.ts';
export { treasuryPage } from './stakes/treasury.ts';
export type { Withdrawal } from './stakes/withdrawals.ts';
export { submissionHash } from './rounds/submissionHash.ts';
export {
  type ContributionSettings,
  releasePolicyOf,
  robata1,
  SCORE_COLUMNS,
  type TournamentConfig,
} from './rounds/tournamentConfig.ts';
export { type BossQueueInput, bossQueue } from './jobs/bossQueue.ts';
export { immediateQueue } from './jobs/immediateQueue.ts';
export type {
  EnqueueOptions,
  JobFilter,
  JobHandler,
  JobKind,
  JobPayload,
  JobQueue,
  JobState,
  JobView,
  JobWrites,
} from './jobs/jobQueue.ts';
export { type Mail, type Mailer, MailRefusedError } from './notifications/mailer.ts';
export { MAIL_JOB, type MailService, type MailServiceInput, mailService } from './notifications/mailService.ts';
export {
  NOTIFICATION_KINDS,
  type NotificationKind,
  type NotificationService,
  notificationService,
  type NotificationView,
  type Notice,
} from './notifications/notificationService.ts';
export { type RoundNews, roundNews } from './notifications/roundNews.ts';
export {
  type CallCause,
  type CallView,
  type RoundCalls,
  WEBHOOK_JOB,
  type WebhookService,
  type WebhookServiceInput,
  webhookService,
} from './webhooks/webhookService.ts';
export { type CheckedRules, checkRules, type RuleFault } from './configuration/checkRules.ts';
export { type ConfigurationBook, configurationBook } from './configuration/configurationBook.ts';
export {
  type ConfigurationProposal,
  type ConfigurationReader,
  configurationReader,
  type ConfigurationVersion,
} from './configuration/configurationReader.ts';
export { configurationCommands } from './configuration/configurationCommands.ts';
export {
  type ConfigurationDesk,
  configurationDesk,
  type ConfigurationPage,
  configurationPage,
  type ShownProposal,
  type ShownVersion,
} from './configuration/configurationPage.ts';
export type { RuleChange } from './configuration/diffRules.ts';
export {
  isRehearsed,
  REHEARSAL,
  REHEARSAL_LIMITS,
  type Rehearsal,
  type RehearsalFigures,
  type RehearsalSize,
} from './configuration/rehearsal.ts';
export { type RuleField, ruleFields, type Rules, type RuleValue } from './configuration/ruleFields.ts';
export { payoutPolicies } from './configuration/payoutPolicies.ts';
export { configOf, rulesOf } from './configuration/rules.ts';
export { type PrintedSeason, seasonFigures } from './configuration/seasonFigures.ts';
export { type DataCatalogue, dataCatalogue } from './datasets/dataCatalogue.ts';
export { type DataDeprecation, deprecate, readDeprecations } from './datasets/deprecations.ts';
export { dataIncidents } from './datasets/dataIncidents.ts';
export {
  BEGUN_DOCUMENT,
  type DayDecision,
  FEED_DOCUMENT,
  type FeedDecisions,
  type FeedState,
  type FeedView,
  feedDecisions,
  NO_DECISIONS,
  putFeedDecisions,
  type RealMove,
} from './datasets/feedDecisions.ts';
export type { DataFeature, DataFile, DataIncident, DataPage, DataVersion } from './datasets/dataPage.ts';
export {
  type DatasetService,
  datasetService,
  type DatasetServiceInput,
  type OpenDataset,
} from './datasets/datasetService.ts';
export {
  type DiagnosticsFigures,
  type DiagnosticsReport,
  type EraFigures,
} from './submissions/diagnostics/diagnosticsReport.ts';
export {
  type DiagnosticsRun,
  type DiagnosticsService,
  diagnosticsService,
  type DiagnosticsServiceInput,
} from './submissions/diagnostics/diagnosticsService.ts';
export {
  SIGNALS_HISTORY_FOLDER,
  type SignalsHistory,
  signalsHistory,
} from './submissions/diagnostics/signalsHistory.ts';
export { diagnoseSignals } from './submissions/diagnostics/diagnoseSignals.ts';
export type {
  SignalsEraFigures,
  SignalsBeside,
  SignalsFigure,
  SignalsRowsReport,
  SignalsRunReport,
} from './submissions/diagnostics/signalsRunReport.ts';
export type { Diagnosis } from './submissions/diagnostics/diagnose.ts';
export type { DiagnosticsDetail, NeutralFigures } from './submissions/diagnostics/diagnosticsDetail.ts';
export {
  type ContributionDirection,
  type DirectionJson,
  type DirectionOfEra,
  estimateContribution,
} from './submissions/diagnostics/estimateContribution.ts';
export {
  type DirectedRound,
  type RoundDirections,
  roundDirections,
} from './submissions/diagnostics/roundDirections.ts';
export { latestValidation } from './submissions/diagnostics/latestValidation.ts';
export type { RatedField, Ratings } from './submissions/diagnostics/ratings.ts';
export type { ValidationData, ValidationEra } from './submissions/diagnostics/validationEras.ts';
export { validationFolder } from './submissions/diagnostics/validationFolder.ts';
export {
  type LiveRound,
  type LiveRounds,
  type LiveSignals,
  type MemoryLiveRounds,
  memoryLiveRounds,
} from './submissions/liveRounds.ts';
export { type NewSymbols, type SymbolBook, symbolBook, type SymbolImport } from './symbols/symbolBook.ts';
export {
  MAXIMUM_AGE_DAYS,
  type SymbolCells,
  symbolCells,
  symbolRows,
  symbolCommands,
  SYMBOLS_BODY_BYTES_MAX,
} from './symbols/symbolCommands.ts';
export {
  type FoundListing,
  searchSymbols,
  type SymbolSearch,
  symbolsPage,
  type SymbolsPage,
} from './symbols/symbolPage.ts';
export type { CoverageReport, MarketCoverage, Scheme, SymbolRow } from '@robata/market/symbols';
export { symbolsAgeDays, watchSymbols } from './symbols/symbolWatch.ts';
export { reportCsv, type SignalRow, type SignalsReport, type SignalStatus } from './symbols/signalsReport.ts';
export { UNUSED_SHARE_MAX } from './rounds/signals/signalsConfig.ts';
export { type StoredLiveRounds, storedLiveRounds } from './submissions/storedLiveRounds.ts';
export { type AddressClaim, type AddressSigner, addressSigner, readSigningKey } from './submissions/signedAddress.ts';
export { type Submission, type SubmissionState } from './submissions/submission.ts';
export {
  type CreateSubmission,
  type SelectedSubmission,
  type SubmissionService,
  submissionService,
  type SubmissionServiceInput,
} from './submissions/submissionService.ts';
export { type UploadFolder, uploadFolder } from './submissions/uploadFolder.ts';
export {
  type FileAuth,
  type Upload,
  type UploadAuthInput,
  type UploadService,
  uploadService,
  type UploadServiceInput,
} from './submissions/uploadService.ts';
export { UPLOAD_LIMIT_BYTES, type UploadKind } from './submissions/uploadLimits.ts';
export { backup, type BackupInput, type BackupManifest } from './backup/backup.ts';
export { checkBackup, restore, type Restored, type RestoreTarget } from './backup/restore.ts';
export { enqueueRestoredJobs } from './backup/restoredJobs.ts';
export { databaseBytes, type TournamentFigures, tournamentFigures } from './operations/tournamentFigures.ts';
export {
  exactDocument,
  type FundCosts,
  type FundDealing,
  type FundExposures,
  type FundInstrument,
  type FundPrivate,
  fundPrivate,
  type FundProduct,
  fundProducts,
  type FundState,
  fundState,
  privateKey,
  productsKey,
  stateKey,
} from './funds/fundDocuments.ts';
export {
  type CapitalRequest,
  type OutsideEvent,
  ProductBook,
  type ProductClose,
  type StoredClose,
} from './funds/productBook.ts';
export {
  confirmFundOrders,
  type FundExecutionFile,
  type FundLeftOutLine,
  type FundOrderLine,
  fundOrders,
  type FundOrders,
  type FundOrdersState,
  type FundOrdersSummary,
  type FundReconciliation,
  handInExecutions,
} from './funds/fundOrders.ts';
export { outsideEvents, type OutsideEventsOn } from './funds/outsideEvents.ts';
export {
  type FundRequest,
  type FundRequests,
  fundRequests,
} from './funds/fundRequests.ts';
export { type FundReport, gapOf, verifyFund, verifyFunds } from './funds/verifyFund.ts';
export { askedFundFacts } from './funds/fundFacts.ts';
export { fundCommands, type FundCommandsInput, type NamedFundRequest } from './funds/fundCommands.ts';
export {
  type CapitalPage,
  capitalPage,
  type FundOverview,
  fundOverview,
  type OwnCapital,
  type OwnDealing,
  type OwnRequest,
  type ProductDay,
  type ProductLine,
  type ProductPage,
  productPage,
} from './funds/fundViews.ts';
