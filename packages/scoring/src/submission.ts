import { mean, standardDeviation, tieKeptRank } from '@robata/kernels';
import { compareIds } from './compareIds.ts';
import { ScoringError } from './scoringError.ts';
import { type Series, sortById } from './table.ts';

/** A submitted file as it was read: cells are text or numbers, null for an empty one. */
export interface SubmissionFile {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export interface ValidSubmission {
  readonly idColumn: string;
  readonly valueColumn: string;
  /** The date column of a Signals file that has one. */
  readonly dateColumn: string | null;
  /** The rows that are in the live universe, in order of id. */
  readonly values: Series;
  /** Submitted ids outside the live universe, in order of id; they are dropped. */
  readonly unknownIds: readonly string[];
}

const CLASSIC_ID_COLUMNS = ['id'];
const CLASSIC_VALUE_COLUMNS = ['prediction', 'probability'];
const SIGNALS_ID_COLUMNS = ['ticker', 'sedol', 'bloomberg_ticker', 'composite_figi', 'numerai_ticker'];
const SIGNALS_VALUE_COLUMNS = ['prediction', 'signal'];
const SIGNALS_DATE_COLUMNS: ReadonlySet<string> = new Set(['friday_date', 'date']);
/** Ignored where it stands; old Signals files have it. */
const SIGNALS_IGNORED_COLUMN = 'data_type';
export const SIGNALS_MINIMUM_ROWS = 100;

/**
 * Checks a submission to the classic tournament: columns id and prediction (or probability) in this order, every live id exactly once,
 * values in [0, 1], not all equal. Unknown ids are dropped and listed. Throws ScoringError `invalid_submission_…` with a sentence
 * that names the row and the remedy. Source: numerai-tools 0.6 `validate_submission_numerai`.
 */
export function validateClassicSubmission(file: SubmissionFile, liveIds: readonly string[]): ValidSubmission {
  const columns = readHeader(file.header, CLASSIC_ID_COLUMNS, CLASSIC_VALUE_COLUMNS);
  return { ...columns, dateColumn: null, ...checkRows(file, columns, liveIds, liveIds.length) };
}

/**
 * Checks a Signals submission: an id column of the universe and signal (or prediction), with or without a date column; at least 100
 * known ids, none twice, values as in the classic tournament. `universe` gives the live ids by name of id column.
 * Source: numerai-tools 0.6 `validate_submission_signals`.
 */
export function validateSignalsSubmission(
  file: SubmissionFile,
  universe: Readonly<Record<string, readonly string[]>>,
): ValidSubmission {
  const dateColumn = file.header.find((name) => SIGNALS_DATE_COLUMNS.has(name)) ?? null;
  const header = file.header.filter((name) => name !== dateColumn && name !== SIGNALS_IGNORED_COLUMN);
  const columns = readHeader(header, SIGNALS_ID_COLUMNS, SIGNALS_VALUE_COLUMNS);
  const liveIds = Object.hasOwn(universe, columns.idColumn) ? universe[columns.idColumn] : undefined;
  if (!liveIds) {
    throw new ScoringError(
      'invalid_submission_headers',
      `the universe has no column ${columns.idColumn}; use one of ${Object.keys(universe).join(', ')}`,
    );
  }
  return { ...columns, dateColumn, ...checkRows(file, columns, liveIds, SIGNALS_MINIMUM_ROWS) };
}

interface Columns {
  readonly idColumn: string;
  readonly valueColumn: string;
}

function readHeader(header: readonly string[], idNames: readonly string[], valueNames: readonly string[]): Columns {
  const [idColumn, valueColumn] = header;
  if (header.length === 2 && idNames.includes(idColumn) && valueNames.includes(valueColumn)) {
    return { idColumn, valueColumn };
  }
  throw new ScoringError(
    'invalid_submission_headers',
    `the columns are ${header.join(', ')}; they must be ${idNames.join(' or ')}, then ${valueNames.join(' or ')}`,
  );
}

function checkRows(
  file: SubmissionFile,
  { idColumn, valueColumn }: Columns,
  liveIds: readonly string[],
  minimumRows: number,
): Pick<ValidSubmission, 'values' | 'unknownIds'> {
  const idAt = file.header.indexOf(idColumn);
  const valueAt = file.header.indexOf(valueColumn);
  const live = new Set(liveIds);
  const values = new Map<string, number>();
  const unknown = new Set<string>();
  file.rows.forEach((row, i) => {
    const cell = row[idAt];
    if (cell === null || cell === undefined || cell !== cell) {
      throw new ScoringError('invalid_submission_ids', `row ${i + 1} has no ${idColumn}; every row needs one`);
    }
    const id = String(cell);
    if (!live.has(id)) {
      unknown.add(id);
      return;
    }
    if (values.has(id)) {
      throw new ScoringError(
        'invalid_submission_ids',
        `row ${i + 1}: ${idColumn} ${id} stands twice; keep one row of it`,
      );
    }
    values.set(id, numberOf(row[valueAt]));
  });
  if (values.size < minimumRows) {
    const missing = liveIds.find((id) => !values.has(id));
    throw new ScoringError(
      'invalid_submission_ids',
      `${values.size} of the ${minimumRows} live ids needed are there (${missing} is missing); use the latest live ids`,
    );
  }
  checkValues(Float64Array.from(values.values()), [...values.keys()]);
  const series = { ids: [...values.keys()], values: Float64Array.from(values.values()) };
  return { values: sortById(series), unknownIds: [...unknown].sort(compareIds) };
}

/** A cell as a number: NaN for what is empty or no number. */
function numberOf(cell: string | number | null | undefined): number {
  if (typeof cell === 'number') return cell;
  return cell === null || cell === undefined || cell.trim() === '' ? Number.NaN : Number(cell);
}

/** Tolerances of numpy's `isclose`, with which the reference compares. */
const ABSOLUTE = 1e-8;
const RELATIVE = 1e-5;

/**
 * Checks submitted values: none missing, all in [0, 1] (a minimum within 1e-8 of 0, or a maximum within 1e-5 of 1, counts as on it),
 * and a standard deviation (divisor n − 1) above about 1e-8. Throws ScoringError `invalid_submission_values`.
 */
export function checkValues(values: Float64Array, ids?: readonly string[]): void {
  const refuse = (i: number, cause: string) => {
    const place = ids && i >= 0 ? `id ${ids[i]}: ` : '';
    throw new ScoringError('invalid_submission_values', place + cause);
  };
  const missing = values.findIndex((x) => x !== x);
  if (missing >= 0) refuse(missing, 'there is no value; every row needs a number');
  const low = values.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
  if (!(low >= 0 || Math.abs(low) <= ABSOLUTE)) {
    refuse(values.indexOf(low), `the value ${low} is below 0; values must be between 0 and 1`);
  }
  if (!(high <= 1 || Math.abs(high - 1) <= ABSOLUTE + RELATIVE)) {
    refuse(values.indexOf(high), `the value ${high} is above 1; values must be between 0 and 1`);
  }
  const std = standardDeviation(values, 1);
  if (std <= ABSOLUTE + RELATIVE * std) refuse(-1, `all values are ${mean(values)}; they must differ`);
}

export interface CleanOptions {
  /** The id column to name the rows by (default: that of the submission). */
  readonly toIdColumn?: string;
  /** Tie-kept rank of what was submitted and ½ for what was not (default false: raw values and NaN). */
  readonly rankAndFill?: boolean;
}

/**
 * A submission over the whole universe, in order of id, named by any of the universe's id columns (the first of equal ids is kept).
 * Throws ScoringError where the universe is empty or lacks a column. Source: numerai-tools 0.6 `clean_submission`.
 */
export function cleanSubmission(
  submission: { readonly idColumn: string; readonly values: Series },
  universe: Readonly<Record<string, readonly (string | null)[]>>,
  { toIdColumn = submission.idColumn, rankAndFill = false }: CleanOptions = {},
): Series {
  const [from, to] = [submission.idColumn, toIdColumn].map((name) => {
    if (Object.hasOwn(universe, name) && universe[name].length > 0) return universe[name];
    throw new ScoringError('invalid_submission_headers', `the universe has no ids in a column ${name}`);
  });
  const { ids: submitted, values } = submission.values;
  const valueOfId = new Map(submitted.map((id, i) => [id, values[i]]));
  const cleaned = new Map<string, number>();
  to.forEach((id, i) => {
    if (id !== null && !cleaned.has(id)) cleaned.set(id, valueOfId.get(from[i] ?? '') ?? Number.NaN);
  });
  const sorted = sortById({ ids: [...cleaned.keys()], values: Float64Array.from(cleaned.values()) });
  if (!rankAndFill) return sorted;
  return { ids: sorted.ids, values: tieKeptRank(sorted.values).map((x) => (x === x ? x : 0.5)) };
}
