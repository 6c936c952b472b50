export { dailyReturns } from './dailyReturns.ts';
export { FundDesk } from './fundDesk.ts';
export { brokeredProducts } from './funds/brokeredProducts.ts';
export {
  fiveProducts,
  type FundProgramme,
  HOUSE,
  type PaperInvestment,
  type ProductPlan,
} from './funds/fundProgramme.ts';
export { DeliveredMarket, type HeldBack, type KnownMove } from './feed/deliveredMarket.ts';
export { endlessMarket, type MarketSource, recordedMarket, type Restatement } from './marketSource.ts';
export { uniforms } from './participants/randomness.ts';
export { linearScore, RidgeAccumulator } from './participants/ridgeAccumulator.ts';
export { createRoster, type Roster } from './participants/roster.ts';
export { type TreeFitting, treeFitting } from './participants/treeFitting.ts';
export { type RoundPort, remoteRounds, serveRounds } from './rounds/roundPort.ts';
export { OtherSeasonError, type PlayedSeason, type PlaySeasonInput, playSeason } from './playSeason.ts';
export { RiskDesk } from './riskDesk.ts';
export { ImpossibleSeasonError } from './impossibleSeasonError.ts';
export { SeasonEngine } from './seasonEngine.ts';
export { assertPlayable } from './assertPlayable.ts';
export { fundOf, type ProductReport, type SeasonReport, seasonReport } from './seasonReport.ts';
export { EMBARGO, firstRoundPosition, type SeasonSettings, TRAINING_ERAS } from './seasonSettings.ts';
export { type Stopwatch, stopwatch } from './stopwatch.ts';
