/** A door of this room for what is read and checked before a season is played; what plays it is not loaded for it. */
export { assertPlayable } from './assertPlayable.ts';
export { endlessMarket, type MarketSource, recordedMarket } from './marketSource.ts';
export { firstRoundPosition, type SeasonSettings } from './seasonSettings.ts';
export { stopwatch } from './stopwatch.ts';
