export { type Blobs, checkBlobKey, memoryBlobs } from './blobs/blobs.ts';
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
  FundDayRecord,
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
export { type ClosedEntriesInput, closedEntries, countedAtRisk } from './rounds/closedEntries.ts';
export { ledgerRoundId, ledgerRoundOf } from './rounds/ledgerRound.ts';
export { optimizerIncidents } from './rounds/optimizerIncidents.ts';
export {
  openedNow,
  type PaperDeskInput,
  paperDesk,
  resetStake,
  type RoundParticipants,
  type SubmittedPredictions,
} from './rounds/engine/paperDesk.ts';
export {
  type ClosedPaper,
  type ClosingPaper,
  type DayPaper,
  type DecisionPaper,
  type OpeningPaper,
  type RoundPapers,
  roundPapers,
  type StakeReset,
} from './rounds/engine/papers.ts';
export { shortfallIncidents } from './rounds/engine/resolveStep.ts';
export type { RoundDesk } from './rounds/engine/roundDesk.ts';
export { type OperatorDecisions, operatorDecisions } from './rounds/engine/operatorDecisions.ts';
export { type RoundEngine, type RoundEngineInput, roundEngine } from './rounds/engine/roundEngine.ts';
export { advance } from './rounds/roundState.ts';
export { type RoundTimes, roundTimes } from './rounds/roundTimes.ts';
export { ReplayMismatchError, replayingStorage } from './storage/replayingStorage.ts';
export { memoryStorage } from './storage/memoryStorage.ts';
export { openPglite, openPostgres } from './storage/openStorage.ts';
export { remoteStorage, serveStorage } from './storage/remoteStorage.ts';
export type { ScoreFilter, Storage, StorageReader, StorageWriter } from './storage/storage.ts';
export { leaderboard, type LeaderboardOptions } from './views/leaderboard.ts';
export { type Earned, type LeaderboardBook, leaderboardBook } from './views/leaderboardBook.ts';
export { modelPage } from './views/modelPage.ts';
export { overview, type TournamentAbout } from './views/overview.ts';
export { META_MODEL_KIND, roundList, roundPage } from './views/roundPage.ts';
export { stakeOf, totalStaked } from './views/stakeOf.ts';
export type {
  FundSummary,
  LeaderboardRow,
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
export { type Closing, type ClosingInput, closeRound } from './rounds/closeRound.ts';
export type { ContributionReport, ContributionScores } from './rounds/contributions.ts';
export { LedgerBook, LedgerRefusedError, ledgerRecord } from './rounds/ledgerBook.ts';
export { type ClosedRound, type RoundScoring, roundScoring } from './rounds/roundScoring.ts';
export { type RoundScores, type ScoringService, scoringService } from './rounds/scoringService.ts';
export { type SharedLedger, sharedLedger } from './rounds/sharedLedger.ts';
export { recordedAt } from './stakes/recordedAt.ts';
export { auditLedger, type AuditFault, type LedgerReport } from './stakes/ledgerAudit.ts';
export { askedLedgerFacts, type LedgerFacts, type RoundFacts, type StoredEntry } from './stakes/ledgerFacts.ts';
export { type PayoutVerification, verifyPayoutProof } from '@robata/ledger';
export { type PayoutBook, payoutBook, type RoundPayouts } from './stakes/payoutBook.ts';
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
export { estimateContribution, type KitOfEra, kitsOfRounds } from './submissions/diagnostics/estimateContribution.ts';
export { type Ratings } from './submissions/diagnostics/ratings.ts';
export { type ValidationEra, validationEras } from './submissions/diagnostics/validationEras.ts';
export {
  type LiveRound,
  type LiveRounds,
  type MemoryLiveRounds,
  memoryLiveRounds,
} from './submissions/liveRounds.ts';
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
export { type TournamentFigures, tournamentFigures } from './operations/tournamentFigures.ts';
