import { open, rename, rm } from 'node:fs/promises';
import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/**
 * Writes a Parquet file of ours again as CSV: same columns, same rows, empty cells for nulls. Row group by row group, so that memory stays
 * flat, and under its name only when it is whole.
 */
export async function csvTwin(parquet: string, csv: string): Promise<void> {
  const file = await asyncBufferFromFile(parquet);
  const metadata = await parquetMetadataAsync(file);
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const scan = await parquetScan({ file, metadata, compressors });
  const part = `${csv}.part`;
  const output = await open(part, 'w');
  try {
    await output.writeFile(`${names.map(cellOf).join(',')}\n`);
    for (const range of scan.ranges) {
      const columns = await Promise.all(names.map((column) => scan.readColumn({ column, ...range })));
      let text = '';
      for (let row = 0; row < range.rowEnd - range.rowStart; row++) {
        for (let k = 0; k < columns.length; k++) {
          const cell: unknown = (columns[k] as ArrayLike<unknown>)[row];
          text += `${k === 0 ? '' : ','}${cellOf(cell)}`;
        }
        text += '\n';
      }
      await output.writeFile(text);
    }
    await output.close();
    await rename(part, csv);
  } catch (error) {
    await output.close();
    await rm(part, { force: true });
    throw error;
  }
}

function cellOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
