import type { TournamentName } from '@robata/tournament';

/** One column of predictions out of a file that holds those of several models. */
export interface PredictionColumn {
  readonly column: string;
  /** The ids and this column alone, as a CSV file that the server takes. */
  readonly file: Blob;
}

export type SplitPredictions =
  /** One column of predictions, or a file that cannot be read: `checkPredictions` says more. */
  | { readonly state: 'single' }
  | { readonly state: 'split'; readonly columns: readonly PredictionColumn[] }
  | { readonly state: 'refused'; readonly message: string; readonly remedy: string };

const COLUMNS_MAX = 100;

/**
 * Splits a file with several columns of predictions (`id, ridge, trees, …`, none of them called `prediction`) into one file for each: values keep all their
 * digits, what is missing stays missing. Throws DomainError of the server's own reader where a column does not hold numbers.
 */
export async function splitPredictions(file: Blob, tournament: TournamentName): Promise<SplitPredictions> {
  const {
    BROWSER_DECOMPRESSORS,
    CLASSIC_FORMAT,
    columnNames,
    DomainError,
    readHere,
    SIGNALS_FORMAT,
    UPLOAD_LIMIT_BYTES,
  } = await import('@robata/tournament/predictions');
  const format = tournament === 'signals' ? SIGNALS_FORMAT : CLASSIC_FORMAT;
  if (file.size > UPLOAD_LIMIT_BYTES[tournament]) return { state: 'single' };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const names = columnNames(bytes) ?? [];
  const { idColumns, labelColumns } = format;
  const columns = names.filter((name) => name !== '' && !idColumns.includes(name) && !labelColumns.includes(name));
  const isOrdinary =
    columns.length < 2 || columns.some((name) => format.valueColumns.includes(name) || isUnnamed(name));
  if (isOrdinary || names.every((name) => !idColumns.includes(name))) return { state: 'single' };
  if (columns.length > COLUMNS_MAX) {
    const message = `The file has ${columns.length} columns of predictions; ${COLUMNS_MAX} are taken at once.`;
    return { state: 'refused', message, remedy: 'Write them into several files.' };
  }
  try {
    const split: PredictionColumn[] = [];
    for (const column of columns) {
      const others = names.filter((name) => name !== column && !idColumns.includes(name));
      const own = { ...format, valueColumns: [column], labelColumns: others };
      const { idColumn, ids, values } = await readHere(bytes, own, BROWSER_DECOMPRESSORS);
      const rows = ids.map((id, row) => `${quotedField(id)},${fieldOf(values[row] as number)}\n`);
      const head = `${idColumn},${format.valueColumns[0]}\n`;
      split.push({ column, file: new Blob([head, ...rows], { type: 'text/csv' }) });
    }
    return { state: 'split', columns: split };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { state: 'refused', message: error.message, remedy: error.remedy ?? '' };
  }
}

/** The row numbers that pandas writes. */
const isUnnamed = (name: string): boolean => name.startsWith('Unnamed');

const fieldOf = (value: number): string =>
  Number.isNaN(value) ? '' : Number.isFinite(value) ? String(value) : value < 0 ? '-inf' : 'inf';

const quotedField = (id: string): string => (/[",\r\n]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id);
