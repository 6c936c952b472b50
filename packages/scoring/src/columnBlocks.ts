import { type Matrix, columnRange, matrix } from '@robata/kernels';
import { rowsOf } from './table.ts';

/** Columns that are made when they are asked for (of ranks, a file, another type of number), so that they need not exist all at once. */
export interface ColumnBlocks {
  readonly rows: number;
  readonly columns: number;
  /** Columns `from` up to but without `to`, which hold until the next call. The caller does not write to them. */
  block(from: number, to: number): Matrix;
}

/** One column per model, all at hand or made block by block. */
export type Columns = Matrix | ColumnBlocks;

/** Columns worked on at a time: enough for a matrix product to be fast, few enough to stay in the processor's cache. */
export const BLOCK = 256;

/** Calls `use` with one block after another; `from` is the place of the block's first column. */
export function eachBlock(columns: Columns, use: (block: Matrix, from: number) => void, size = BLOCK): void {
  for (let from = 0; from < columns.columns; from += size) {
    const to = Math.min(from + size, columns.columns);
    use(columnsOf(columns, from, to), from);
  }
}

/** Columns `from` up to but without `to`: a view where they are at hand. */
export function columnsOf(columns: Columns, from: number, to: number): Matrix {
  return 'block' in columns ? columns.block(from, to) : columnRange(columns, from, to);
}

/** All columns as one new matrix. */
export function collected(columns: ColumnBlocks): Matrix {
  const result = matrix(columns.rows, columns.columns);
  eachBlock(columns, (block, from) => result.data.set(block.data, from * columns.rows));
  return result;
}

/** Makes matrices over memory that the next one takes again. */
export function blockBuffer(rows: number): (columns: number) => Matrix {
  let data = new Float64Array(0);
  return (columns) => {
    if (data.length < rows * columns) data = new Float64Array(rows * columns);
    return matrix(rows, columns, data.subarray(0, rows * columns));
  };
}

/** The given rows of every column, in the order asked for. */
export function rowsOfColumns(columns: Columns, rows: ArrayLike<number>): ColumnBlocks {
  return {
    rows: rows.length,
    columns: columns.columns,
    block: (from, to) => rowsOf(columnsOf(columns, from, to), rows),
  };
}
