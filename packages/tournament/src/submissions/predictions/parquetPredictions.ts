import { type FileMetaData, parquetMetadata, parquetScan, parquetSchema, type SchemaTree } from 'hyparquet';
import { DomainError } from '../../domainError.ts';
import { compressorsOf, type Decompress, type Decompressors } from './compressors.ts';
import {
  columnsOf,
  type PredictionFile,
  type PredictionFormat,
  quoted,
  refusedFormat,
  tooManyRows,
} from './predictionFormat.ts';
import { walkThrift } from './thriftWalk.ts';

/** Decoded bytes of a row's id and value together, with room to spare. */
const MOST_BYTES_PER_ROW = 160;
const LEAST_BUDGET = 2 ** 20;
const MOST_FOOTER_BYTES = 4 * 2 ** 20;
const DAMAGED = 'The Parquet file is damaged and cannot be read to its end.';
const WRITE_AGAIN = 'Write it again and upload that.';

/**
 * Reads the id and value columns of a Parquet file. Before anything is decoded, footer and page headers are walked and must keep to the
 * rows and bytes that are allowed; a page then decompresses to the size it states or is refused.
 */
export async function readParquetPredictions(
  bytes: Uint8Array<ArrayBuffer>,
  format: PredictionFormat,
  decompressors: Decompressors,
): Promise<PredictionFile> {
  try {
    const compressors = compressorsOf(decompressors);
    const metadata = metadataOf(bytes);
    const rows = Number(metadata.num_rows);
    if (rows > format.mostRows) throw tooManyRows(format);
    if (rows === 0) throw refusedFormat('The file has no rows.', WRITE_AGAIN);
    const children = parquetSchema(metadata).children;
    const { further: furtherColumns, ...columns } = columnsOf(
      children.map(({ element }) => element.name),
      format,
    );
    const labels = Object.entries(furtherColumns);
    const names = [columns.idColumn, columns.valueColumn, ...labels.map(([, name]) => name)];
    const kindOf = (name: string) =>
      name === columns.idColumn ? 'id' : name === columns.valueColumn ? 'value' : 'label';
    for (const name of names) {
      requireType(children.find(({ element }) => element.name === name) as SchemaTree, name, kindOf(name));
    }
    requireModest(bytes, metadata, names, compressors);
    const buffer = bytes.buffer;
    const file = {
      byteLength: bytes.byteLength,
      slice: (start: number, end?: number) =>
        buffer.slice(bytes.byteOffset + start, bytes.byteOffset + (end ?? bytes.byteLength)),
    };
    const scan = await parquetScan({
      file,
      metadata,
      compressors,
      columns: names,
      useOffsetIndex: false,
    });
    const ids = Array.from({ length: rows }, () => '');
    const values = new Float64Array(rows);
    const further = labels.map(([key, name]) => ({ key, name, cells: Array.from({ length: rows }, () => '') }));
    let cells = 0;
    for (const range of scan.ranges) {
      const idCells = await scan.readColumn({ column: columns.idColumn, ...range });
      const valueCells = await scan.readColumn({ column: columns.valueColumn, ...range });
      cells += idCells.length + valueCells.length;
      for (let i = 0; i < idCells.length; i++) ids[range.rowStart + i] = idOf(idCells[i]);
      for (const label of further) {
        const labelCells = await scan.readColumn({ column: label.name, ...range });
        cells += labelCells.length;
        for (let i = 0; i < labelCells.length; i++) label.cells[range.rowStart + i] = idOf(labelCells[i]);
      }
      for (let i = 0; i < valueCells.length; i++)
        values[range.rowStart + i] = numberOf(valueCells[i], range.rowStart + i + 1, columns.valueColumn);
    }
    if (cells !== names.length * rows) throw new RangeError(`${cells} cells in ${rows} rows`);
    if (further.length === 0) return { ...columns, ids, values };
    return {
      ...columns,
      ids,
      values,
      further: Object.fromEntries(further.map(({ key, cells: own }) => [key, own])),
    };
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw refusedFormat(DAMAGED, WRITE_AGAIN, cause);
  }
}

/** The footer, walked before it is decoded. Throws RangeError where there is none that can be read. */
export function metadataOf(bytes: Uint8Array): FileMetaData {
  const magic = String.fromCharCode(...bytes.subarray(-4));
  if (bytes.length < 12 || magic !== 'PAR1') throw new RangeError('no footer');
  const length = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 4).getUint32(0, true);
  const start = bytes.length - 8 - length;
  if (start < 4 || length > MOST_FOOTER_BYTES) throw new RangeError('no footer');
  walkThrift(bytes, start, bytes.length - 8);
  return parquetMetadata(bytes.subarray(start), { geoparquet: false });
}

const ID_TYPES = new Set(['BYTE_ARRAY', 'INT32', 'INT64']);
const VALUE_TYPES = new Set(['DOUBLE', 'FLOAT', 'INT32', 'INT64']);

/** Of days, as pandas and others write them. */
const DAY_TYPES = new Set(['DATE', 'TIMESTAMP']);

function requireType({ element, children }: SchemaTree, name: string, kind: 'id' | 'value' | 'label'): void {
  const isId = kind !== 'value';
  const remedy = isId ? `Save ${kind === 'id' ? 'the ids' : 'it'} as text.` : 'Save the predictions as float64.';
  if (children.length > 0 || element.repetition_type === 'REPEATED') {
    throw refusedFormat(`Column ${name} holds lists or records.`, remedy);
  }
  const logical = element.logical_type?.type;
  const isDay =
    kind === 'label' && (DAY_TYPES.has(logical ?? '') || /^(DATE|TIMESTAMP_)/.test(element.converted_type ?? ''));
  if (isDay) return;
  const isTextual = element.converted_type === undefined || element.converted_type === 'UTF8';
  const isNumeric = element.converted_type === undefined || /^U?INT_/.test(element.converted_type);
  const isFine = isId
    ? ID_TYPES.has(element.type ?? '') && (isTextual || isNumeric)
    : VALUE_TYPES.has(element.type ?? '') && isNumeric;
  if (!isFine || (element.logical_type && !['STRING', 'INTEGER'].includes(element.logical_type.type))) {
    const type = element.logical_type?.type ?? element.converted_type ?? element.type ?? 'nothing';
    throw refusedFormat(`Column ${name} is of the type ${type.toLowerCase()}.`, remedy);
  }
}

/** Walks the page headers of the columns that will be read: what they claim must fit the rows, and a budget of bytes. */
function requireModest(
  bytes: Uint8Array,
  metadata: FileMetaData,
  names: readonly string[],
  compressors: Readonly<Record<string, Decompress>>,
): void {
  let budget = Math.max(LEAST_BUDGET, Number(metadata.num_rows) * MOST_BYTES_PER_ROW);
  let rows = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    rows += groupRows;
    for (const name of names) {
      const chunk = group.columns.find(({ meta_data }) => meta_data?.path_in_schema.join('.') === name)?.meta_data;
      if (chunk === undefined) throw new RangeError(`no column ${name} in a row group`);
      if (chunk.codec !== 'UNCOMPRESSED' && !Object.hasOwn(compressors, chunk.codec)) {
        throw refusedFormat(
          `Column ${name} is compressed with ${chunk.codec}.`,
          'Save it with snappy, gzip, brotli, zstd or no compression.',
        );
      }
      const from = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
      const to = from + Number(chunk.total_compressed_size);
      if (!(from >= 4 && to <= bytes.length)) throw new RangeError('a column beyond the file');
      let values = 0;
      for (let at = from; at < to && values < groupRows; ) {
        const { numbers, structs, end } = walkThrift(bytes, at, to);
        const [uncompressed = -1, compressed = -1] = [numbers.get(2), numbers.get(3)];
        const isData = structs.has(5) || structs.has(8);
        const claimed = (structs.get(5) ?? structs.get(8) ?? structs.get(7))?.numbers.get(1) ?? -1;
        if (uncompressed < 0 || compressed < 0 || claimed < 0 || end + compressed > to) throw new RangeError('a page');
        if (claimed > groupRows) throw new RangeError('more values than rows');
        if (isData) values += claimed;
        budget -= uncompressed;
        if (budget < 0) {
          throw refusedFormat(
            `Column ${name} would take more than ${MOST_BYTES_PER_ROW} bytes a row.`,
            'Save short ids and numbers only.',
          );
        }
        at = end + compressed;
      }
      if (values !== groupRows) throw new RangeError('a column of another length');
    }
  }
  if (rows !== Number(metadata.num_rows)) throw new RangeError('row groups of another length');
}

const idOf = (cell: unknown): string =>
  typeof cell === 'string'
    ? cell.trim()
    : cell instanceof Date
      ? cell.toISOString().slice(0, 10)
      : cell === null || cell === undefined
        ? ''
        : cell instanceof Uint8Array
          ? new TextDecoder().decode(cell)
          : String(cell as number | bigint);

function numberOf(cell: unknown, row: number, column: string): number {
  if (cell === null || cell === undefined) return Number.NaN;
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return Number(cell);
  throw new DomainError(
    'invalid_submission_values',
    `Row ${row}, column ${column}: ${quoted(String(cell))} is not a number.`,
    {
      remedy: 'Save the predictions as float64.',
      field: 'filename',
    },
  );
}
