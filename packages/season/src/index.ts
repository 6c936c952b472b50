export { dailyReturns } from './dailyReturns.ts';
export { endlessMarket, type MarketSource, recordedMarket } from './marketSource.ts';
export { linearScore, RidgeAccumulator } from './participants/ridgeAccumulator.ts';
export { createRoster, type Roster } from './participants/roster.ts';
export { type PlaySeasonInput, playSeason } from './playSeason.ts';
export { SeasonEngine } from './seasonEngine.ts';
export { fundOf, type SeasonReport, seasonReport } from './seasonReport.ts';
export { EMBARGO, firstRoundPosition, type SeasonSettings, TRAINING_ERAS } from './seasonSettings.ts';
export { type Stopwatch, stopwatch } from './stopwatch.ts';
