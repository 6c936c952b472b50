import { type EraDiagnostics, examineEra, type StepDiagnostics } from '@robata/scoring';
import { DomainError } from '../../domainError.ts';
import { type PredictionFile, quoted } from '../predictions/predictionFormat.ts';
import { type DiagnosticsDetail, detailOf } from './diagnosticsDetail.ts';
import { type DiagnosticsReport, diagnosticsReport } from './diagnosticsReport.ts';
import { type DirectionOfEra, estimateContribution } from './estimateContribution.ts';
import { type PredictionLookup, predictionLookup } from './predictionLookup.ts';
import type { ValidationData, ValidationEra, ValidationPart } from './validationEras.ts';

/** Everything about one era of a file; plain data, which one thread may send to another. */
export interface DiagnosedEra {
  readonly era: string;
  readonly rows: number;
  readonly scores: EraDiagnostics;
  /** Estimated TC; NaN where the era's round has not resolved. */
  readonly tc: number;
  /** Correlation of each feature with the predictions, and the scores of each step of neutralization; asked for by `proportions`. */
  readonly exposures: Float64Array | null;
  readonly steps: readonly StepDiagnostics[];
}

export interface DiagnoseOptions {
  readonly directionOf: DirectionOfEra;
  /** Shares of the fit on the features to take off, for the detail. Null (default): the report alone. */
  readonly proportions?: readonly number[] | null;
  /** Eras of which part are diagnosed: several threads may share them. Default all. */
  readonly part?: ValidationPart;
  /** Called after each era with the share of the file's rows that is done, 0 … 1; may wait, or throw to stop. */
  readonly onEra?: (done: { readonly eras: number; readonly share: number }) => void | Promise<void>;
}

export interface Diagnosis {
  readonly report: DiagnosticsReport;
  /** What is worth knowing; null where all is said. */
  readonly message: string | null;
  readonly detail: DiagnosticsDetail | null;
}

/**
 * Diagnoses a file of predictions of validation eras: the one function behind the server's runs and the page that computes without an upload; the
 * same numbers to the bit in Node and in a browser. Throws DomainError `invalid_submission_values` or `invalid_submission_ids` with row, column and
 * remedy.
 */
export async function diagnose(
  file: PredictionFile,
  data: ValidationData,
  options: Omit<DiagnoseOptions, 'part'>,
): Promise<Diagnosis> {
  return diagnosisOf(file, await diagnoseEras(file, data, options), data.features, options.proportions);
}

/** The eras of a part, oldest first. Each has the same bits whatever part it is in. Throws as `diagnose`. */
export async function diagnoseEras(
  file: PredictionFile,
  data: ValidationData,
  { directionOf, proportions = null, part, onEra }: DiagnoseOptions,
): Promise<DiagnosedEra[]> {
  const lookup = predictionLookup(file);
  const eras: DiagnosedEra[] = [];
  let used = 0;
  for await (const era of data.eras(part)) {
    const diagnosed = await diagnoseOne(era, lookup, directionOf, proportions);
    if (diagnosed === null) continue;
    used += diagnosed.rows;
    eras.push(diagnosed);
    await onEra?.({ eras: eras.length, share: used / file.ids.length });
  }
  return eras;
}

/** The diagnosis of all eras of a file, oldest first. Throws as `diagnose`. */
export function diagnosisOf(
  file: PredictionFile,
  eras: readonly DiagnosedEra[],
  features: readonly string[],
  proportions: readonly number[] | null = null,
): Diagnosis {
  const left = file.ids.length - eras.reduce((sum, { rows }) => sum + rows, 0);
  if (left !== 0) predictionLookup(file).requireUnique();
  if (eras.length === 0) {
    throw new DomainError(
      'invalid_submission_ids',
      `None of the ${file.ids.length} ids, the first of them ${quoted(file.ids[0] ?? '')}, is of a validation era.`,
      { remedy: 'Predict the rows of validation.parquet of the current release.' },
    );
  }
  return {
    report: diagnosticsReport(eras),
    message: left === 0 ? null : `${left} rows are of no validation era and were left out.`,
    detail: proportions && detailOf(eras, features, proportions),
  };
}

/** The era's scores; null where the file has none of its rows. An era of which some rows are missing is refused. */
async function diagnoseOne(
  { era, rowIds, ids, sorted, ...inputs }: ValidationEra,
  lookup: PredictionLookup,
  directionOf: DirectionOfEra,
  proportions: readonly number[] | null,
): Promise<DiagnosedEra | null> {
  const predictions = sorted(lookup.of(rowIds));
  const present = predictions.reduce((count, value) => count + (value === value ? 1 : 0), 0);
  if (present === 0) return null;
  if (present < ids.length) {
    const missing = ids[predictions.findIndex(Number.isNaN)] as string;
    throw new DomainError(
      'invalid_submission_ids',
      `Era ${era} has ${ids.length} rows and the file ${present} of them; id ${quoted(missing)} is missing.`,
      { remedy: 'Predict every row of an era, or none of it.' },
    );
  }
  const direction = await directionOf(era);
  const tc = direction
    ? estimateContribution(direction, new Map(ids.map((id, at) => [id, predictions[at] as number])))
    : Number.NaN;
  const examined = examineEra({ ...inputs, predictions }, { proportions: proportions ?? [] });
  return { era, rows: ids.length, tc, ...examined };
}
