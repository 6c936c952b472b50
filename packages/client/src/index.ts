export type { FundPage, IncidentPage, LeaderboardReturns, Visitor } from './pages.ts';
export type { AccountClient, MoneyOptions } from './accountClient.ts';
export { type CheckedPredictions, checkPredictions, type PredictionCheck } from './checkPredictions.ts';
export type { CallOptions, ClientOptions } from './connection.ts';
export type { DownloadOptions } from './download.ts';
export { ServerAnswerError } from './errors.ts';
export type {
  CurrentRound,
  OwnAccount,
  OwnDiagnostics,
  OwnJob,
  OwnKey,
  OwnLiveRound,
  OwnMail,
  OwnModel,
  OwnNotification,
  OwnSession,
  OwnStake,
  OwnStakeChange,
  OwnStakeMovement,
  OwnSubmission,
  OwnWallet,
  OwnWebhook,
  OwnWebhookCall,
  OwnWithdrawal,
  PayoutMode,
} from './own.ts';
export type { PeopleClient, TwoFactorSetUp } from './peopleClient.ts';
export type { FileOfModel, ParticipantClient, SubmitInput, UploadOptions, WaitOptions } from './participantClient.ts';
export {
  type LeaderboardQuery,
  type PublicClient,
  type RobataClient,
  robataClient,
  type RoundsQuery,
} from './robataClient.ts';
export type {
  FundDayRecord,
  FundSummary,
  IncidentRecord,
  LeaderboardRow,
  ModelPage,
  ModelRoundRow,
  NotificationKind,
  OptimizerReport,
  Overview,
  Progress,
  Role,
  RoundEntryRow,
  RoundPage,
  RoundRecord,
  RoundState,
  RoundSummary,
  RunwayFigures,
  Scope,
  ScoreColumn,
  StakeConcentration,
  SubmissionState,
  TournamentName,
  TreasuryPage,
} from '@robata/tournament';
