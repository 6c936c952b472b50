/**
 * The second door of this room: what a page in a browser may import too. No disk, no database, no threads; the check before an upload is the
 * server's own, on the same files.
 */
export { DomainError } from './domainError.ts';
export { examineFile, type ExaminedValues, type Examination } from './submissions/examineFile.ts';
export {
  reportCsv,
  SIGNAL_STATUSES,
  type SignalRow,
  SignalsRefusal,
  type SignalsReport,
  type SignalStatus,
  unusedRows,
} from './symbols/signalsReport.ts';
export type { FoundListing, SymbolSearch, SymbolsPage } from './symbols/symbolPage.ts';
export { countsText, schemeName, STATUS_WORDS } from './symbols/signalsValues.ts';
export type { LiveRound, LiveSignals, TournamentName } from './submissions/liveRounds.ts';
export type { LiveValues } from './submissions/liveValues.ts';
export type { CoverageReport, MarketCoverage, Scheme, SymbolRow } from '@robata/market/symbols';
export { BROWSER_DECOMPRESSORS } from './submissions/predictions/browserDecompressors.ts';
export type { Decompress, Decompressors } from './submissions/predictions/compressors.ts';
export {
  CLASSIC_FORMAT,
  DIAGNOSTICS_FORMAT,
  type PredictionFile,
  type PredictionFormat,
  SIGNALS_FORMAT,
} from './submissions/predictions/predictionFormat.ts';
export { UPLOAD_LIMIT_BYTES, type UploadKind } from './submissions/uploadLimits.ts';
export { columnNames } from './submissions/predictions/columnNames.ts';
export { readHere } from './submissions/predictions/readHere.ts';
