import { basename } from 'node:path';

import { fileKind } from './fileKind.ts';
import { readCsv } from './readCsv.ts';
import { readParquet } from './readParquet.ts';
import { refuse } from './refuse.ts';
import type { ColumnRequest, Table } from './table.ts';

/**
 * The requested columns of a CSV (plain or gzip) or Parquet file; the content decides, not the name.
 * Throws DataRefusedError with one sentence on whatever cannot be read; a table without rows is refused too.
 */
export async function readTable(path: string, requests: readonly ColumnRequest[]): Promise<Table> {
  const kind = await fileKind(path);
  const table = kind === 'parquet' ? await readParquet(path, requests) : await readCsv(path, kind === 'gzip', requests);
  if (table.rows === 0) refuse(basename(path), 'the table has a header and no rows; export it again.');
  return table;
}
