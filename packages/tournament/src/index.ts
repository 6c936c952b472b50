export { type Blobs, checkBlobKey, memoryBlobs } from './blobs/blobs.ts';
export { folderBlobs } from './blobs/folderBlobs.ts';
export { type DataFolder, DataFolderBusyError, isDataFolder, openDataFolder } from './dataFolder.ts';
export type {
  EntryRecord,
  FundDayRecord,
  IncidentRecord,
  LedgerRecord,
  ModelRecord,
  OptimizerReport,
  PayoutRecord,
  RoundRecord,
  RoundState,
  ScoreColumn,
  ScoreRecord,
} from './records.ts';
export { advance } from './rounds/roundState.ts';
export { type RoundTimes, roundTimes } from './rounds/roundTimes.ts';
export { ReplayMismatchError, replayingStorage } from './storage/replayingStorage.ts';
export { memoryStorage } from './storage/memoryStorage.ts';
export { openPglite, openPostgres } from './storage/openStorage.ts';
export { remoteStorage, serveStorage } from './storage/remoteStorage.ts';
export type { ScoreFilter, Storage, StorageReader, StorageWriter } from './storage/storage.ts';
export { leaderboard, type LeaderboardOptions } from './views/leaderboard.ts';
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
} from './views/types.ts';
export { type Closing, type ClosingInput, closeRound } from './rounds/closeRound.ts';
export type {
  ContributionReport,
  ContributionScores,
  ContributionService,
  RoundContributions,
} from './rounds/contributions.ts';
export { contributionService } from './rounds/contributionService.ts';
export { LedgerBook, LedgerRefusedError, ledgerRecord } from './rounds/ledgerBook.ts';
export {
  centredBins,
  type PreparedRoundScores,
  prepareRoundScores,
  type RoundScoresInput,
} from './rounds/roundScores.ts';
export { submissionHash } from './rounds/submissionHash.ts';
export { type ContributionSettings, robata1, SCORE_COLUMNS, type TournamentConfig } from './rounds/tournamentConfig.ts';
