/**
 * The door for whoever diagnoses predictions without a server: the functions of the server's runs, on files wherever they lie. No disk, no database,
 * no threads.
 */
export { expectedMaxima } from '@robata/scoring';
export { DomainError } from './domainError.ts';
export {
  type DiagnosedEra,
  type Diagnosis,
  diagnose,
  diagnoseEras,
  type DiagnoseOptions,
  diagnosisOf,
} from './submissions/diagnostics/diagnose.ts';
export type { DiagnosticsDetail, NeutralFigures } from './submissions/diagnostics/diagnosticsDetail.ts';
export type { DiagnosticsFigures, DiagnosticsReport, EraFigures } from './submissions/diagnostics/diagnosticsReport.ts';
export {
  directionOfJson,
  type DirectionJson,
  type DirectionOfEra,
} from './submissions/diagnostics/estimateContribution.ts';
export { type RatedField, type Ratings, ratings } from './submissions/diagnostics/ratings.ts';
export { type ReleaseFiles, type ValidationData, validationData } from './submissions/diagnostics/validationEras.ts';
export { BROWSER_DECOMPRESSORS } from './submissions/predictions/browserDecompressors.ts';
export { DIAGNOSTICS_FORMAT, SIGNALS_DIAGNOSTICS_FORMAT } from './submissions/predictions/predictionFormat.ts';
export type { SignalsRunReport } from './submissions/diagnostics/signalsRunReport.ts';
export { readHere } from './submissions/predictions/readHere.ts';
export { UPLOAD_LIMIT_BYTES } from './submissions/uploadLimits.ts';
