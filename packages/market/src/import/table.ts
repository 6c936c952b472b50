/** What a reader is asked for: one column, whatever the vendor calls it. */
export interface ColumnRequest {
  /** Our word for it. */
  readonly name: string;
  /** The names under which files carry it, best first; compared without case, spaces and underscores. */
  readonly aliases: readonly string[];
  readonly kind: 'date' | 'text' | 'number';
  readonly required: boolean;
}

/** Missing cells: `MISSING_DATE`, code -1, NaN. */
export type Column =
  | { readonly kind: 'date'; readonly header: string; readonly days: Int32Array }
  | { readonly kind: 'text'; readonly header: string; readonly words: readonly string[]; readonly codes: Int32Array }
  | { readonly kind: 'number'; readonly header: string; readonly values: Float64Array };

/** The requested columns of one file, rows in the order of the file. Row i is called "row i + 1" in sentences. */
export interface Table {
  /** The file's name without its folder. */
  readonly source: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

export interface TextColumn {
  readonly header: string;
  readonly words: readonly string[];
  readonly codes: Int32Array;
}

/** More rows than this are refused, for memory: twenty years of every listing of the United States stay below it. */
export const MAXIMUM_ROWS = 30_000_000;

export function dateColumn(table: Table, name: string): { header: string; days: Int32Array } | null {
  const column = table.columns.get(name);
  return column?.kind === 'date' ? column : null;
}

export function textColumn(table: Table, name: string): TextColumn | null {
  const column = table.columns.get(name);
  return column?.kind === 'text' ? column : null;
}

export function numberColumn(table: Table, name: string): { header: string; values: Float64Array } | null {
  const column = table.columns.get(name);
  return column?.kind === 'number' ? column : null;
}
