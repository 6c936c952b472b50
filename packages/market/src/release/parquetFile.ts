import { copyFileSync } from 'node:fs';
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
  /**
   * Writes another file, whole, of what was added so far and of these further rows, while this one goes on: the same bytes as if all had been
   * added here and it had been closed. What is written already is copied and not encoded again.
   */
  snapshot(
    path: string,
    further: Iterable<readonly ArrayLike<string | number>[]>,
  ): Pick<ParquetFile, 'rows' | 'groups'>;
  close(): void;
}

/** A row group ends with the era that fills it: large enough to compress well, small enough that an era is read without many others. */
const ROW_GROUP_ROWS = 5_000;

const ELEMENTS = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  int8: { type: 'INT32', converted_type: 'INT_8' },
  double: { type: 'DOUBLE' },
} as const;

/** What a file that is being written is at. */
interface Written {
  readonly writer: ParquetWriter;
  held: (string | number | null)[][];
  rows: number;
  readonly groups: number[];
}

/** Opens (and overwrites) a file of the given columns. Rows are held until they fill a row group, so that memory stays flat. */
export function createParquetFile(path: string, columns: readonly FileColumn[]): ParquetFile {
  const file: Written = { writer: openWriter(path, columns), held: columns.map(() => []), rows: 0, groups: [] };
  return {
    groups: file.groups,
    get rows() {
      return file.rows;
    },
    append: (parts) => append(file, columns, parts),
    snapshot(other, further) {
      // What the writer still holds is put into the file; it goes on behind that.
      void file.writer.writer.finish();
      const copy: Written = {
        writer: openWriter(other, columns),
        held: file.held.map((values) => values.slice()),
        rows: file.rows,
        groups: [...file.groups],
      };
      copyFileSync(path, other);
      copy.writer.row_groups = [...file.writer.row_groups];
      copy.writer.num_rows = file.writer.num_rows;
      // The copy begins with the bytes of this file, its first four among them.
      Object.assign(copy.writer.writer, { index: 0, offset: file.writer.writer.offset });
      for (const parts of further) append(copy, columns, parts);
      close(copy, columns);
      return { rows: copy.rows, groups: copy.groups };
    },
    close: () => close(file, columns),
  };
}

function openWriter(path: string, columns: readonly FileColumn[]): ParquetWriter {
  return new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'schema', num_children: columns.length },
      ...columns.map(({ name, kind }) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENTS[kind] })),
    ],
    statistics: false,
    ...(columns.some(({ name }) => name === 'id') && { kvMetadata: [PANDAS_INDEX] }),
  });
}

/** For pandas `id` is the index, as in Numerai's files, which is what scripts for those take it for; for every other reader it is a column. */
const PANDAS_INDEX = {
  key: 'pandas',
  value: JSON.stringify({
    index_columns: ['id'],
    column_indexes: [],
    columns: [{ name: 'id', field_name: 'id', pandas_type: 'unicode', numpy_type: 'object', metadata: null }],
    creator: { library: 'robata', version: '1' },
    pandas_version: '1.5.3',
  }),
};

function append(file: Written, columns: readonly FileColumn[], parts: readonly ArrayLike<string | number>[]): void {
  const count = parts[0]?.length ?? 0;
  if (parts.length !== columns.length || parts.some((part) => part.length !== count))
    throw new RangeError(`${columns.length} columns of equal length are needed`);
  parts.forEach((part, j) => appendValues(file.held[j], part, columns[j].kind));
  file.rows += count;
  if (file.held[0].length >= ROW_GROUP_ROWS) flush(file, columns);
}

function flush(file: Written, columns: readonly FileColumn[]): void {
  const count = file.held[0].length;
  if (count === 0) return;
  file.writer.write({
    columnData: columns.map(({ name }, j) => ({
      name,
      data: file.held[j],
      offsetIndex: false,
      // Whoever asks for an era (DuckDB, pyarrow) leaves out the row groups without it.
      statistics: name === 'era',
    })),
    rowGroupSize: count,
  });
  file.held = columns.map(() => []);
  file.groups.push(count);
}

function close(file: Written, columns: readonly FileColumn[]): void {
  flush(file, columns);
  file.writer.finish();
}

function appendValues(held: (string | number | null)[], part: ArrayLike<string | number>, kind: ColumnKind): void {
  for (let i = 0; i < part.length; i++) {
    const value = part[i];
    const isNull = kind === 'int8' ? value === -1 : kind === 'double' && Number.isNaN(value);
    held.push(isNull ? null : value);
  }
}
