import { fileWriter, ParquetWriter } from 'hyparquet-writer';

/** How a column is stored: text, small whole numbers, or doubles. Every column may hold nulls. */
export type ColumnKind = 'text' | 'int8' | 'double';

export interface FileColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A Parquet file that is written part by part; it is one only after `close`. */
export interface ParquetFile {
  readonly rows: number;
  /** Rows of each row group that is written. */
  readonly groups: readonly number[];
  /**
   * Adds rows: one array per column, all of one length. In `int8` columns −1 is stored as null, in `double` columns NaN is.
   */
  append(columns: readonly ArrayLike<string | number>[]): void;
  close(): void;
}

/** Rows of a row group: large enough to compress well, small enough that a reader can take the eras piece by piece. */
const ROW_GROUP_ROWS = 20_000;

const ELEMENTS = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  int8: { type: 'INT32', converted_type: 'INT_8' },
  double: { type: 'DOUBLE' },
} as const;

/** Opens (and overwrites) a file of the given columns. Rows are held until they fill a row group, so that memory stays flat. */
export function createParquetFile(path: string, columns: readonly FileColumn[]): ParquetFile {
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'schema', num_children: columns.length },
      ...columns.map(({ name, kind }) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENTS[kind] })),
    ],
    statistics: false,
  });
  let held: (string | number | null)[][] = columns.map(() => []);
  let rows = 0;
  const groups: number[] = [];
  const flush = () => {
    const count = held[0].length;
    if (count === 0) return;
    writer.write({
      columnData: columns.map(({ name }, j) => ({ name, data: held[j], offsetIndex: false })),
      rowGroupSize: count,
    });
    held = columns.map(() => []);
    groups.push(count);
  };
  return {
    groups,
    get rows() {
      return rows;
    },
    append(parts) {
      const count = parts[0]?.length ?? 0;
      if (parts.length !== columns.length || parts.some((part) => part.length !== count))
        throw new RangeError(`${columns.length} columns of equal length are needed`);
      parts.forEach((part, j) => appendValues(held[j], part, columns[j].kind));
      rows += count;
      if (held[0].length >= ROW_GROUP_ROWS) flush();
    },
    close() {
      flush();
      writer.finish();
    },
  };
}

function appendValues(held: (string | number | null)[], part: ArrayLike<string | number>, kind: ColumnKind): void {
  for (let i = 0; i < part.length; i++) {
    const value = part[i];
    const isNull = kind === 'int8' ? value === -1 : kind === 'double' && Number.isNaN(value);
    held.push(isNull ? null : value);
  }
}
