import { open, rename, rm } from 'node:fs/promises';
import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/**
 * Writes a Parquet file of ours again as CSV: same columns, same rows, empty cells for nulls. Row group by row group, so that memory stays
 * flat, and under its name only when it is whole.
 */
export async function csvTwin(parquet: string, csv: string): Promise<void> {
  const part = `${csv}.part`;
  const output = await open(part, 'w');
  try {
    const names = await columnsOf(parquet);
    await output.writeFile(csvHeader(names));
    for await (const text of csvRows(parquet, names)) await output.writeFile(text);
    await output.close();
    await rename(part, csv);
  } catch (error) {
    await output.close();
    await rm(part, { force: true });
    throw error;
  }
}

/** The names of a Parquet file's columns, in their order. */
export async function columnsOf(parquet: string): Promise<readonly string[]> {
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(parquet));
  return parquetSchema(metadata).children.map(({ element }) => element.name);
}

export const csvHeader = (names: readonly string[]): string => `${names.map(cellOf).join(',')}\n`;

/** Cells between two breaths: others are answered meanwhile. */
const CELLS_AT_ONCE = 100_000;

/** The rows of a Parquet file as lines of CSV with these columns; one that it does not have is empty. */
export async function* csvRows(parquet: string, names: readonly string[]): AsyncGenerator<string> {
  const file = await asyncBufferFromFile(parquet);
  const metadata = await parquetMetadataAsync(file);
  const known = new Set(parquetSchema(metadata).children.map(({ element }) => element.name));
  const scan = await parquetScan({ file, metadata, compressors });
  const rowsAtOnce = Math.max(1, Math.floor(CELLS_AT_ONCE / names.length));
  for (const range of scan.ranges) {
    const columns = await Promise.all(
      names.map(async (column) => (known.has(column) ? scan.readColumn({ column, ...range }) : null)),
    );
    const rows = range.rowEnd - range.rowStart;
    for (let from = 0; from < rows; from += rowsAtOnce) {
      let text = '';
      for (let row = from; row < Math.min(rows, from + rowsAtOnce); row++) {
        for (let k = 0; k < columns.length; k++) {
          const cell: unknown = (columns[k] as ArrayLike<unknown> | null)?.[row];
          text += `${k === 0 ? '' : ','}${cellOf(cell)}`;
        }
        text += '\n';
      }
      yield text;
      await new Promise(setImmediate);
    }
  }
}

function cellOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
