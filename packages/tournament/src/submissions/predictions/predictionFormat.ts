import { SCHEME_RULES, SCHEMES } from '@robata/market/symbols';
import { DomainError } from '../../domainError.ts';

/** The two columns that count of an uploaded file, row by row as they stand there. */
export interface PredictionFile {
  readonly idColumn: string;
  readonly valueColumn: string;
  readonly ids: readonly string[];
  /** NaN where the file has nothing or says NaN; may be infinite. */
  readonly values: Float64Array;
  /** Of the format's further columns those that the file has, row by row as text. */
  readonly further?: Readonly<Record<string, readonly string[]>>;
}

/** What a file's columns may be called. */
export interface PredictionFormat {
  readonly idColumns: readonly string[];
  readonly valueColumns: readonly string[];
  /** Left out without a word, as files of this kind have them. */
  readonly labelColumns: readonly string[];
  /** Of the labels those that are read, by what the reader calls them. */
  readonly furtherColumns?: Readonly<Record<string, readonly string[]>>;
  /** Capitals, spaces and signs in headers do not count. */
  readonly isLoose?: boolean;
  readonly mostRows: number;
}

export const CLASSIC_FORMAT: PredictionFormat = {
  idColumns: ['id'],
  valueColumns: ['prediction', 'probability'],
  labelColumns: ['era', 'data_type'],
  mostRows: 500_000,
};

const DAY_COLUMNS = ['friday_date', 'date', 'last_friday'];

/** Symbols of any scheme, in the order in which a file that has none is told of them. */
const SYMBOL_COLUMNS = [
  'numerai_ticker',
  'ticker',
  ...SCHEMES.flatMap((scheme) => SCHEME_RULES[scheme].headers).filter((name) => name !== 'numerai_ticker'),
  'symbol',
];

export const SIGNALS_FORMAT: PredictionFormat = {
  idColumns: SYMBOL_COLUMNS,
  valueColumns: ['signal', 'prediction'],
  labelColumns: [...DAY_COLUMNS, 'data_type'],
  furtherColumns: { day: DAY_COLUMNS, part: ['data_type'] },
  isLoose: true,
  mostRows: 500_000,
};

/** Files of all validation eras. */
export const DIAGNOSTICS_FORMAT: PredictionFormat = { ...CLASSIC_FORMAT, mostRows: 5_000_000 };
export const SIGNALS_DIAGNOSTICS_FORMAT: PredictionFormat = { ...SIGNALS_FORMAT, mostRows: 5_000_000 };

export const refusedFormat = (sentence: string, remedy: string, cause?: unknown): DomainError =>
  new DomainError('invalid_file_format', sentence, { remedy, field: 'filename', cause });

export const refusedHeader = (sentence: string, remedy: string): DomainError =>
  new DomainError('invalid_submission_headers', sentence, { remedy, field: 'filename' });

export const tooManyRows = (format: PredictionFormat): DomainError =>
  refusedFormat(
    `The file has more than the ${format.mostRows} rows that are allowed.`,
    'Upload the rows of the live file only.',
  );

/** As the file's header has them. */
export interface PredictionColumns {
  readonly idColumn: string;
  readonly valueColumn: string;
  /** By what the format calls them. */
  readonly further: Readonly<Record<string, string>>;
}

/** Which columns are the id and the value. Order does not matter; what is neither of them nor a label is refused by name. */
export function columnsOf(header: readonly string[], format: PredictionFormat): PredictionColumns {
  const { idColumns, valueColumns, labelColumns, furtherColumns = {}, isLoose = false } = format;
  const isIn = (names: readonly string[], name: string): boolean =>
    names.includes(
      isLoose
        ? name
            .trim()
            .toLowerCase()
            .replaceAll(/[\s-]+/g, '_')
        : name,
    );
  const remedy = `Write the columns ${idColumns[0]} and ${valueColumns[0]}.`;
  const repeated = header.find((name, at) => header.indexOf(name) !== at);
  if (repeated !== undefined) throw refusedHeader(`Column ${quoted(repeated)} stands there twice.`, remedy);
  const pick = (names: readonly string[], what: string): string => {
    const found = header.filter((name) => isIn(names, name));
    if (found.length > 1) throw refusedHeader(`There are two columns of ${what}s: ${found.join(' and ')}.`, remedy);
    if (found[0] !== undefined) return found[0];
    const seen = header.slice(0, 6).map(quoted).join(', ');
    const shown = names.length > MOST_SHOWN ? `${names.slice(0, MOST_SHOWN).join(', ')} …` : names.join(' or ');
    throw refusedHeader(`There is no column of ${what}s (${shown}) among ${seen}.`, remedy);
  };
  const idColumn = pick(idColumns, 'id');
  const valueColumn = pick(valueColumns, 'value');
  const at = header.findIndex((name) => name !== idColumn && name !== valueColumn && !isIn(labelColumns, name));
  if (at >= 0) {
    const name = header[at] as string;
    throw refusedHeader(
      name === '' || name.startsWith('Unnamed')
        ? `Column ${at + 1} has no name; it is probably the row numbers that pandas writes.`
        : `Column ${quoted(name)} is not one of a submission.`,
      name === '' ? 'Write the file with index=False.' : remedy,
    );
  }
  const further = Object.entries(furtherColumns).flatMap(([key, names]) => {
    const column = header.find((name) => isIn(names, name));
    return column === undefined ? [] : [[key, column] as const];
  });
  return { idColumn, valueColumn, further: Object.fromEntries(further) };
}

const MOST_SHOWN = 6;

/** Somebody else's text in a sentence of ours: short and printable. */
export function quoted(text: string): string {
  const clean = text.replaceAll(/[^\x20-\x7e]/g, '?');
  return `"${clean.length > 60 ? `${clean.slice(0, 60)}…` : clean}"`;
}
