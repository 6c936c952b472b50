import { fromColumns } from '@robata/kernels';
import { type Series, type Table, selectColumns, selectRows, seriesOf, tableOfSeries } from '../src/table.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The name of an input, `[table, column]`, or `[table, [columns]]`. */
type Reference = string | readonly [string, string | readonly string[]];

export interface GoldenEntry {
  readonly fn: string;
  readonly args: Readonly<Record<string, Reference | readonly Reference[]>>;
  readonly opts?: Readonly<Record<string, Json>>;
  readonly value?: Json;
  readonly atol?: number;
  readonly rtol?: number;
  readonly note?: string;
  readonly error?: { readonly type: string; readonly message: string };
}

export interface GoldenFile {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expect: readonly GoldenEntry[];
}

/** A number of a golden file: null is NaN, infinities are written as text. */
export function readNumber(value: unknown): number {
  if (value === null) return Number.NaN;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
  if (typeof value === 'number') return value;
  throw new TypeError(`${JSON.stringify(value)} is no number of a golden file`);
}

/** Some refused calls have inputs that only their note describes. */
const NAN_NOTE = /NaN put into row (\d+) \(from 0\) of (\S+)/;
const LEFT_OUT_NOTE = /the (first|last) row of the (\S+) left out/;

/** The arguments of one entry, resolved against the inputs of its file. */
export class GoldenCall {
  readonly #file: GoldenFile;
  readonly #entry: GoldenEntry;

  constructor(file: GoldenFile, entry: GoldenEntry) {
    this.#file = file;
    this.#entry = entry;
  }

  option<T>(name: string): T | undefined {
    return this.#entry.opts?.[name] as T | undefined;
  }

  /** An input as it stands in the file. */
  input<T>(parameter: string): T {
    const reference = this.#reference(parameter);
    if (typeof reference === 'string') return this.#named(reference) as T;
    const [name, key] = reference as readonly [string, string];
    return (this.#named(name) as Record<string, T>)[key];
  }

  numbers(parameter: string): number[] {
    return this.input<unknown[]>(parameter).map(readNumber);
  }

  /** A number per name (stakes). */
  map(parameter: string): Record<string, number> {
    const entries = Object.entries(this.input<Record<string, unknown>>(parameter));
    return Object.fromEntries(entries.map(([name, value]) => [name, readNumber(value)]));
  }

  /** A list of users, named in the file's `subsets`. */
  subset(parameter: string): string[] {
    const name = this.#reference(parameter) as string;
    const subsets = this.#file.inputs.subsets as Record<string, string[]> | undefined;
    const subset = subsets?.[name] ?? this.#file.inputs[name];
    if (!Array.isArray(subset)) throw new TypeError(`there is no subset ${name}`);
    return subset;
  }

  /** A table; one column by name is a table of that column. */
  table(parameter: string): Table {
    const resolved = this.either(parameter);
    if (!(resolved.values instanceof Float64Array)) return resolved as Table;
    const reference = this.#reference(parameter);
    return tableOfSeries(resolved as Series, typeof reference === 'string' ? reference : (reference[1] as string));
  }

  series(parameter: string): Series {
    return oneColumn(this.either(parameter));
  }

  seriesList(parameter: string): Series[] {
    return (this.#entry.args[parameter] as readonly Reference[]).map((reference) =>
      oneColumn(this.#resolve(reference)),
    );
  }

  /** A table or a series, changed as the note of the entry says. */
  either(parameter: string): Table | Series {
    const resolved = this.#resolve(this.#reference(parameter));
    const leftOut = LEFT_OUT_NOTE.exec(this.#entry.note ?? '');
    if (leftOut?.[2] === parameter) {
      const rows = resolved.ids.map((_, i) => i);
      return selectRows(resolved, leftOut[1] === 'last' ? rows.slice(0, -1) : rows.slice(1));
    }
    const [, row, name] = NAN_NOTE.exec(this.#entry.note ?? '') ?? [];
    if (name !== undefined && 'names' in resolved && resolved.names.includes(name)) {
      resolved.values.data[resolved.names.indexOf(name) * resolved.ids.length + Number(row)] = Number.NaN;
    }
    return resolved;
  }

  #reference(parameter: string): Reference {
    const reference = this.#entry.args[parameter];
    if (reference === undefined) throw new TypeError(`${this.#entry.fn} has no argument ${parameter}`);
    return reference as Reference;
  }

  #named(name: string): unknown {
    if (!(name in this.#file.inputs)) throw new TypeError(`there is no input ${name}`);
    return this.#file.inputs[name];
  }

  #resolve(reference: Reference): Table | Series {
    if (typeof reference === 'string') return readTable(this.#named(reference));
    const [name, columns] = reference;
    const table = readTable(this.#named(name)) as Table;
    return typeof columns === 'string' ? seriesOf(table, columns) : selectColumns(table, columns);
  }
}

function oneColumn(resolved: Table | Series): Series {
  if (resolved.values instanceof Float64Array) return resolved as Series;
  const table = resolved as Table;
  if (table.names.length !== 1)
    throw new TypeError(`a series is needed and the table has ${table.names.length} columns`);
  return seriesOf(table, table.names[0]);
}

function readTable(input: unknown): Table | Series {
  const { ids, columns, values } = input as { ids: string[]; columns?: Record<string, unknown[]>; values?: unknown[] };
  if (values) return { ids, values: Float64Array.from(values, readNumber) };
  if (!columns) throw new TypeError('an input is neither a table nor a series');
  const numbers = Object.values(columns).map((column) => Float64Array.from(column, readNumber));
  return { ids, names: Object.keys(columns), values: fromColumns(numbers, ids.length) };
}
