import { basename } from 'node:path';
import { fromColumns } from '@robata/kernels';
import type { Table } from '@robata/scoring';
import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

import { DataRefusedError } from '../panel.ts';
import { csvRecords } from './csvRecords.ts';
import { fileKind } from './fileKind.ts';
import { Growing } from './growing.ts';
import { parseNumber } from './readCsv.ts';
import { quoted, refuse } from './refuse.ts';

/** A cross-section has some thousand rows; the limits keep a wrong file from filling memory (400 MB of doubles). */
const MAXIMUM_ROWS = 1_000_000;
const MAXIMUM_CELLS = 50_000_000;

export interface IdTableOptions {
  /** What the column of ids may be called, best first. Default: id. */
  readonly idNames?: readonly string[];
  /** Columns that may only hold one value and are left out: the date of a cross-section, say. */
  readonly labels?: readonly string[];
}

/**
 * Reads a table of numbers with a column of ids (by custom the first) from CSV, plain or gzip, or Parquet; the content decides,
 * not the name. Columns keep the names and the order of the file; a missing number is NaN.
 * Throws DataRefusedError with one sentence that names the file, the row and the remedy: whatever cannot be read, ids that are
 * missing or repeated, cells that are no finite number, a label of more than one value, nothing but ids, no rows, too many cells.
 */
export async function readIdTable(path: string, options: IdTableOptions = {}): Promise<Table> {
  const source = basename(path);
  const kind = await fileKind(path);
  const columns =
    kind === 'parquet'
      ? await readParquet(path, source, options)
      : await readCsv(path, source, kind === 'gzip', options);
  const [[, ids], ...labels] = columns.texts;
  if (ids.length === 0) refuse(source, 'the table has a header and no rows; export it again.');
  requireIds(source, ids);
  for (const [label, values] of labels) requireOneValue(source, label, values);
  return { ids, names: [...columns.numbers.keys()], values: fromColumns([...columns.numbers.values()], ids.length) };
}

/** The columns of a file by header; the first of the texts are the ids, the others are labels. */
interface Columns {
  readonly texts: ReadonlyMap<string, readonly string[]>;
  readonly numbers: ReadonlyMap<string, Float64Array>;
}

/** Which headers are read as text, ids first, and which as numbers. */
function layoutOf(source: string, headers: readonly string[], { idNames = ['id'], labels = [] }: IdTableOptions) {
  const nameless = headers.indexOf('');
  if (nameless >= 0) refuse(source, `column ${nameless + 1} has no name in the header; name or remove it.`);
  if (new Set(headers).size < headers.length) {
    const twice = headers.find((header, at) => headers.indexOf(header) !== at) as string;
    refuse(source, `column ${quoted(twice)} stands there twice; rename or remove one of them.`);
  }
  const id = idNames.find((name) => headers.includes(name));
  if (id === undefined) {
    return refuse(source, `column ${quoted(idNames[0])} is missing; name the column of the ids so and put it first.`);
  }
  const texts = [id, ...headers.filter((header) => header !== id && labels.includes(header))];
  const numbers = headers.filter((header) => !texts.includes(header));
  if (numbers.length === 0) refuse(source, 'there is no column of numbers beside the ids; add one.');
  return { texts, numbers };
}

async function readCsv(path: string, source: string, isGzip: boolean, options: IdTableOptions): Promise<Columns> {
  let width = 0;
  let texts: { header: string; at: number; values: string[] }[] = [];
  let numbers: { header: string; at: number; values: Growing<Float64Array> }[] = [];
  await csvRecords(path, isGzip, (fields, row) => {
    if (row === 0) {
      const headers = fields.map((field) => field.trim());
      const places = new Map(headers.map((header, at) => [header, at]));
      const layout = layoutOf(source, headers, options);
      const placed = (header: string) => ({ header, at: places.get(header) as number });
      width = headers.length;
      texts = layout.texts.map((header) => ({ ...placed(header), values: [] }));
      numbers = layout.numbers.map((header) => ({
        ...placed(header),
        values: new Growing((length) => new Float64Array(length)),
      }));
      return;
    }
    if (fields.length !== width) {
      const count = `${fields.length} field${fields.length === 1 ? '' : 's'}`;
      refuse(source, `row ${row} has ${count} and the header has ${width}; complete or remove that row.`);
    }
    requireSmall(source, row, width);
    for (const { at, values } of texts) values.push(fields[at].trim());
    for (const { header, at, values } of numbers) {
      const text = fields[at].trim();
      values.push(parseNumber(text) ?? refuseCell(source, header, row, text));
    }
  });
  return {
    texts: new Map(texts.map(({ header, values }) => [header, values])),
    numbers: new Map(numbers.map(({ header, values }) => [header, values.finish()])),
  };
}

async function readParquet(path: string, source: string, options: IdTableOptions): Promise<Columns> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    const headers = flatHeaders(source, metadata);
    const layout = layoutOf(source, headers, options);
    requireSmall(source, rows, headers.length);
    const texts = new Map(layout.texts.map((header) => [header, Array.from({ length: rows }, () => '')]));
    const numbers = new Map(layout.numbers.map((header) => [header, new Float64Array(rows)]));
    const scan = await parquetScan({ file, metadata, compressors });
    let cells = 0;
    for (const header of headers) {
      const text = texts.get(header);
      const values = numbers.get(header) as Float64Array;
      for (const range of scan.ranges) {
        const column = await scan.readColumn({ column: header, ...range });
        cells += column.length;
        for (let i = 0; i < column.length; i++) {
          const cell: unknown = column[i];
          const row = range.rowStart + i;
          if (text !== undefined) text[row] = cell === null || cell === undefined ? '' : String(cell).trim();
          else values[row] = numberOf(cell) ?? refuseCell(source, header, row + 1, String(cell));
        }
      }
    }
    if (cells !== rows * headers.length) throw new RangeError(`${cells} cells in ${rows} rows`);
    return { texts, numbers };
  } catch (cause) {
    if (cause instanceof DataRefusedError) throw cause;
    const what = 'the Parquet file is damaged and cannot be read to its end; copy or download it again.';
    throw new DataRefusedError(`${source}: ${what}`, { cause });
  }
}

function flatHeaders(source: string, metadata: FileMetaData): string[] {
  return parquetSchema(metadata).children.map(({ element, children }) => {
    if (children.length > 0 || element.repetition_type === 'REPEATED') {
      refuse(source, `column ${quoted(element.name)} holds lists or records and not numbers; remove that column.`);
    }
    return element.name;
  });
}

/** NaN for an empty cell, null for what is no finite number. */
function numberOf(cell: unknown): number | null {
  if (cell === null || cell === undefined) return Number.NaN;
  if (typeof cell === 'bigint') return Number(cell);
  return typeof cell === 'number' && Math.abs(cell) !== Infinity ? cell : null;
}

function requireSmall(source: string, rows: number, columns: number): void {
  if (rows <= MAXIMUM_ROWS && rows * columns <= MAXIMUM_CELLS) return;
  refuse(
    source,
    `more than ${MAXIMUM_ROWS} rows or ${MAXIMUM_CELLS} cells; give one cross-section, or fewer columns at a time.`,
  );
}

function requireOneValue(source: string, label: string, values: readonly string[]): void {
  const other = values.findIndex((value) => value !== values[0]);
  if (other < 0) return;
  const both = `${quoted(values[0])} and, in row ${other + 1}, ${quoted(values[other])}`;
  refuse(source, `column ${quoted(label)} holds ${both}; give the rows of one of them.`);
}

function requireIds(source: string, ids: readonly string[]): void {
  const rowOf = new Map<string, number>();
  ids.forEach((id, i) => {
    if (id === '') refuse(source, `row ${i + 1} has no id; fill it in or remove that row.`);
    const first = rowOf.get(id);
    if (first !== undefined) {
      refuse(source, `row ${i + 1} has the id ${quoted(id)} of row ${first + 1} again; keep one of them.`);
    }
    rowOf.set(id, i);
  });
}

function refuseCell(source: string, header: string, row: number, text: string): never {
  const must = 'it must be a finite number, so fix or remove that row.';
  return refuse(source, `row ${row} has ${header} ${quoted(text)}; ${must}`);
}
