import { type Matrix, column, fromColumns, matrix } from '@robata/kernels';
import { areIdsSorted, comparisonFor } from './compareIds.ts';
import { ScoringError } from './scoringError.ts';

/** Named columns of numbers over ids: one column per model, feature or neutralizer. NaN is a missing value. */
export interface Table {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly values: Matrix;
}

/** One column of numbers over ids: a target, a meta model, sample weights. */
export interface Series {
  readonly ids: readonly string[];
  readonly values: Float64Array;
}

/** A number per model, in the order of the table's columns. */
export type Scores = Record<string, number>;

/** Builds a table from columns by name. Throws RangeError where a column is not as long as the ids. */
export function tableOf(ids: readonly string[], columns: Readonly<Record<string, ArrayLike<number>>>): Table {
  return { ids, names: Object.keys(columns), values: fromColumns(Object.values(columns), ids.length) };
}

/** A series as a table of one column, and a column of a table as a series. */
export function tableOfSeries(series: Series, name = 'value'): Table {
  return { ids: series.ids, names: [name], values: matrix(series.ids.length, 1, series.values) };
}

/** One column of a table with its ids, not copied. Throws ScoringError `unknown_column`. */
export function seriesOf(table: Table, name: string): Series {
  return { ids: table.ids, values: column(table.values, indexOfName(table, name)) };
}

function indexOfName(table: Table, name: string): number {
  const j = table.names.indexOf(name);
  if (j < 0) throw new ScoringError('unknown_column', `there is no column ${name} among ${table.names.join(', ')}`);
  return j;
}

/** The named columns only, in the order asked for (copied). Throws ScoringError on an unknown name. */
export function selectColumns(table: Table, names: readonly string[]): Table {
  const columns = names.map((name) => column(table.values, indexOfName(table, name)));
  return { ids: table.ids, names, values: fromColumns(columns, table.ids.length) };
}

/** The given rows of a matrix, in the order asked for (copied). */
export function rowsOf(values: Matrix, rows: ArrayLike<number>): Matrix {
  const result = matrix(rows.length, values.columns);
  for (let j = 0; j < values.columns; j += 1) {
    const source = column(values, j);
    const target = column(result, j);
    for (let i = 0; i < target.length; i += 1) target[i] = source[rows[i]];
  }
  return result;
}

/** The same table with its rows in ascending order of id (code points). */
export function sortById<T extends Table | Series>(table: T): T {
  if (areIdsSorted(table.ids)) return table;
  const compare = comparisonFor(table.ids);
  const order = table.ids.map((_, i) => i).sort((a, b) => compare(table.ids[a], table.ids[b]));
  return selectRows(table, order);
}

/** The given rows of a table or series, in the order asked for (copied). */
export function selectRows<T extends Table | Series>(table: T, rows: readonly number[]): T {
  const ids = rows.map((row) => table.ids[row]);
  const values =
    table.values instanceof Float64Array
      ? Float64Array.from(rows, (row) => (table.values as Float64Array)[row])
      : rowsOf(table.values, rows);
  return { ...table, ids, values };
}

/** Refuses rows that are not in ascending order of id, where a definition breaks ties by id. */
export function requireSortedIds(table: Table | Series): void {
  if (!areIdsSorted(table.ids)) throw new ScoringError('unsorted_ids', 'the rows must be sorted by id');
}

/** Refuses two tables whose ids differ in content or order. */
export function requireSameIds(a: Table | Series, b: Table | Series): void {
  if (!haveSameIds(a, b)) {
    throw new ScoringError('different_ids', 'the two tables must have the same ids in the same order');
  }
}

export function haveSameIds(a: Table | Series, b: Table | Series): boolean {
  return a.ids.length === b.ids.length && a.ids.every((id, i) => id === b.ids[i]);
}

/** Refuses missing values; `what` names the table in the sentence. */
export function requireComplete(table: Table | Series, what: string): void {
  const k = firstMissing(table);
  if (k < 0) return;
  throw new ScoringError('missing_value', `the ${what} have a missing value for id ${table.ids[k % table.ids.length]}`);
}

export function isComplete(table: Table | Series): boolean {
  return firstMissing(table) < 0;
}

function firstMissing({ values }: Table | Series): number {
  const data = values instanceof Float64Array ? values : values.data;
  return data.findIndex((x) => x !== x);
}

export function scoresByName(names: readonly string[], values: ArrayLike<number>): Scores {
  return Object.fromEntries(names.map((name, j) => [name, values[j]]));
}
