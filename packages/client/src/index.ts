export type { FundPage, IncidentPage } from './pages.ts';
export {
  type ClientOptions,
  type LeaderboardQuery,
  type RobataClient,
  robataClient,
  type RoundsQuery,
  ServerAnswerError,
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
