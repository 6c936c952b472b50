export type { FundPage, IncidentPage } from './pages.ts';
export type { AccountClient, MoneyOptions } from './accountClient.ts';
export type { CallOptions, ClientOptions } from './connection.ts';
export type { DownloadOptions } from './download.ts';
export { ServerAnswerError } from './errors.ts';
export type {
  CurrentRound,
  OwnAccount,
  OwnDiagnostics,
  OwnJob,
  OwnKey,
  OwnMail,
  OwnModel,
  OwnNotification,
  OwnStake,
  OwnStakeChange,
  OwnStakeMovement,
  OwnSubmission,
  OwnWallet,
  OwnWebhook,
  OwnWebhookCall,
} from './own.ts';
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
  OptimizerReport,
  Overview,
  Progress,
  RoundEntryRow,
  RoundPage,
  RoundRecord,
  RoundState,
  RoundSummary,
  ScoreColumn,
} from '@robata/tournament';
