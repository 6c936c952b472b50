export type { Era, Schedule, Universe } from './era.ts';
export {
  DataRefusedError,
  type FundamentalReport,
  type Incident,
  type MarketPanel,
  type Security,
  type ShortInterestReport,
} from './panel.ts';
export { tickerOn } from './tickerOn.ts';
export { importPrices, type ImportPricesOptions, type RawPrices } from './import/importPrices.ts';
export { importLabels, type Label, type RawLabels } from './import/importLabels.ts';
export { importFundamentals, type RawFundamental } from './import/importFundamentals.ts';
export { importShortInterest, type RawShortInterest } from './import/importShortInterest.ts';
export { type IdTableOptions, readIdTable } from './import/readIdTable.ts';
export { buildPanel, type PanelTables } from './import/buildPanel.ts';
export { logReturns, LONGEST_CARRIED_GAP_DAYS } from './logReturns.ts';
export { medianDollarVolume, universeAt, type UniverseOptions } from './universe.ts';
export { eraDays } from './calendar/eraDays.ts';
export { isNyseTradingDay } from './calendar/nyse.ts';
export { type DataHealthReport, dataHealthReport } from './validation/dataHealthReport.ts';
export type { Finding } from './validation/rule.ts';
export {
  createGeneratedMarket,
  type Exit,
  type GeneratedMarket,
  type GeneratedMarketOptions,
} from './generated/generatedMarket.ts';
export { plantedEdge } from './generated/plantedEdge.ts';
export type { EraColumns } from './era.ts';
export { createEraBuilder, type EraBuilder, type EraConfig, FIRST_ERA_HISTORY_DAYS } from './eras/eraBuilder.ts';
export { BASE_STYLES, FURTHER_STYLES, type Style } from './eras/styles.ts';
export {
  type CatalogueFeature,
  FEATURE_SETS,
  type FeatureCatalogue,
  featureCatalogue,
  type FeatureSet,
} from './features/catalogue.ts';
export { BINS, MISSING_BIN } from './features/fiveBins.ts';
export type { FeatureNeed, FeatureRecipe } from './features/recipe.ts';
export { forwardReturns } from './targets/forwardReturns.ts';
export {
  ALL_TARGETS,
  DEFAULT_TARGET,
  type NeutralizationOrder,
  TARGET_KINDS,
  type TargetKind,
  type TargetManifest,
  targetManifest,
} from './targets/manifest.ts';
export { type PreparedTargets, prepareTargets } from './targets/prepareTargets.ts';
export { type FeaturesJson, targetColumn } from './release/featuresJson.ts';
export type { ReleaseChange } from './release/changeLog.ts';
export { incompatibility, IncompatibleReleaseError } from './release/compatibleColumns.ts';
export type { Deprecation, Graduation, ReleasedFile, ReleaseFacts, ReleaseJson } from './release/releaseJson.ts';
export {
  MISSING_REASONS,
  type MissingCounts,
  type MissingJson,
  type MissingReason,
  missingReasons,
} from './release/missingReasons.ts';
export type { TargetCorrelations } from './release/targetCorrelations.ts';
export { type SignalsEra, type SignalsFiles, writeSignalsFiles } from './release/writeSignalsFiles.ts';
export { type SignalsHistoryEra, writeSignalsHistory } from './release/writeSignalsHistory.ts';
export type { DataType, ReleaseEra, ReleasePredictions } from './release/releaseEra.ts';
export {
  type GrowingRelease,
  growingRelease,
  type LatestFiles,
  type PublishedSoFar,
  type ReleaseContent,
  type ReleaseOptions,
  writeRelease,
  type WrittenFile,
} from './release/writeRelease.ts';
export {
  calendarOf,
  closedMarkets,
  type ClosedMarket,
  type Exchange,
  EXCHANGES,
} from './calendars/exchangeCalendars.ts';
export { type ListedExchanges, listedExchanges, mainExchange } from './calendars/listedExchanges.ts';
export {
  type EarlyClose,
  type ExchangeCalendar,
  FIRST_YEAR as FIRST_CALENDAR_YEAR,
  LAST_YEAR as LAST_CALENDAR_YEAR,
  type NamedDay,
  type Session,
} from './calendars/exchangeCalendar.ts';
export { coverageReport, type CoverageAlarm, type CoverageOptions, type CoverageReport } from './symbols/coverage.ts';
export { detectSchemes, type SchemeCounts } from './symbols/detectScheme.ts';
export {
  explainRows,
  type ExplainOptions,
  type Explanation,
  type RowAnswer,
  type RowStatus,
  type SymbolColumn,
} from './symbols/explainRows.ts';
export { type ImportedSymbols, importSymbols, readOverrides } from './symbols/importSymbols.ts';
export { applyOverrides, type SymbolOverride } from './symbols/overrides.ts';
export { readSymbolColumn } from './symbols/readSymbolColumn.ts';
export { resolve as resolveSymbol, type Resolution, type SymbolQuery, symbolOn } from './symbols/resolve.ts';
export { type Scheme, schemeOfHeader, SCHEMES as SYMBOL_SCHEMES } from './symbols/scheme.ts';
export { createSuggester, type Suggester, type Suggestion } from './symbols/suggest.ts';
export { buildSymbolTable, type SymbolFinding, type SymbolRow, type SymbolTable } from './symbols/symbolTable.ts';
export {
  COMPARED_COLUMNS,
  type ComparedColumn,
  compareDeliveries,
  type DeliveryComparison,
  type RestatedRow,
} from './deliveries/compareDeliveries.ts';
export { continuedPanel } from './deliveries/continuedPanel.ts';
export { findHeldMoves, type HeldMove, heldMoveIncident, withoutHeldMoves } from './deliveries/heldMoves.ts';
export {
  type ConcernedRounds,
  restatementIncidents,
  type RestatementOptions,
} from './deliveries/restatementIncidents.ts';
export { expectedDays, type FeedClock, type FeedFault, feedFaults, followingDay } from './deliveries/feedFaults.ts';
export { thinDayFault, type ThinDayPolicy } from './deliveries/thinDay.ts';
