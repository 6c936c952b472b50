import { DomainError } from '../../domainError.ts';

/** The two columns that count of an uploaded file, row by row as they stand there. */
export interface PredictionFile {
  readonly idColumn: string;
  readonly valueColumn: string;
  readonly ids: readonly string[];
  /** NaN where the file has nothing or says NaN; may be infinite. */
  readonly values: Float64Array;
}

/** What a file's columns may be called. */
export interface PredictionFormat {
  readonly idColumns: readonly string[];
  readonly valueColumns: readonly string[];
  /** Left out without a word, as files of this kind have them. */
  readonly labelColumns: readonly string[];
  readonly mostRows: number;
}

export const CLASSIC_FORMAT: PredictionFormat = {
  idColumns: ['id'],
  valueColumns: ['prediction', 'probability'],
  labelColumns: ['era', 'data_type'],
  mostRows: 500_000,
};

export const SIGNALS_FORMAT: PredictionFormat = {
  idColumns: ['numerai_ticker', 'ticker', 'bloomberg_ticker', 'cusip', 'sedol', 'composite_figi'],
  valueColumns: ['signal', 'prediction'],
  labelColumns: ['friday_date', 'date', 'data_type', 'last_friday'],
  mostRows: 500_000,
};

/** Files of all validation eras. */
export const DIAGNOSTICS_FORMAT: PredictionFormat = { ...CLASSIC_FORMAT, mostRows: 5_000_000 };

export const refusedFormat = (sentence: string, remedy: string, cause?: unknown): DomainError =>
  new DomainError('invalid_file_format', sentence, { remedy, field: 'filename', cause });

export const refusedHeader = (sentence: string, remedy: string): DomainError =>
  new DomainError('invalid_submission_headers', sentence, { remedy, field: 'filename' });

export const tooManyRows = (format: PredictionFormat): DomainError =>
  refusedFormat(
    `The file has more than the ${format.mostRows} rows that are allowed.`,
    'Upload the rows of the live file only.',
  );

/** Which columns are the id and the value. Order does not matter; what is neither of them nor a label is refused by name. */
export function columnsOf(
  header: readonly string[],
  format: PredictionFormat,
): { readonly idColumn: string; readonly valueColumn: string } {
  const { idColumns, valueColumns, labelColumns } = format;
  const remedy = `Write the columns ${idColumns[0]} and ${valueColumns[0]}.`;
  const repeated = header.find((name, at) => header.indexOf(name) !== at);
  if (repeated !== undefined) throw refusedHeader(`Column ${quoted(repeated)} stands there twice.`, remedy);
  const pick = (names: readonly string[], what: string): string => {
    const found = header.filter((name) => names.includes(name));
    if (found.length > 1) throw refusedHeader(`There are two columns of ${what}s: ${found.join(' and ')}.`, remedy);
    if (found[0] !== undefined) return found[0];
    const seen = header.slice(0, 6).map(quoted).join(', ');
    throw refusedHeader(`There is no column of ${what}s (${names.join(' or ')}) among ${seen}.`, remedy);
  };
  const idColumn = pick(idColumns, 'id');
  const valueColumn = pick(valueColumns, 'value');
  const at = header.findIndex((name) => name !== idColumn && name !== valueColumn && !labelColumns.includes(name));
  if (at >= 0) {
    const name = header[at] as string;
    throw refusedHeader(
      name === '' || name.startsWith('Unnamed')
        ? `Column ${at + 1} has no name; it is probably the row numbers that pandas writes.`
        : `Column ${quoted(name)} is not one of a submission.`,
      name === '' ? 'Write the file with index=False.' : remedy,
    );
  }
  return { idColumn, valueColumn };
}

/** Somebody else's text in a sentence of ours: short and printable. */
export function quoted(text: string): string {
  const clean = text.replaceAll(/[^\x20-\x7e]/g, '?');
  return `"${clean.length > 60 ? `${clean.slice(0, 60)}…` : clean}"`;
}
