export {
  type ClientOptions,
  type LeaderboardQuery,
  type RobataClient,
  robataClient,
  ServerAnswerError,
} from './robataClient.ts';
export type {
  FundSummary,
  LeaderboardRow,
  ModelPage,
  ModelRoundRow,
  OptimizerReport,
  Overview,
  Progress,
  RoundEntryRow,
  RoundPage,
  RoundRecord,
  RoundSummary,
  ScoreColumn,
} from '@robata/tournament';
