import { type AsyncBuffer, type FileMetaData, parquetScan, parquetSchema } from 'hyparquet';
import { compressorsOf, type Decompress, type Decompressors } from '../predictions/compressors.ts';
import { decodeBins } from './bins.ts';

/** The bins of one row group: column-major, a missing value is the middle bin. */
export interface BinColumns {
  readonly rows: number;
  readonly data: Int8Array;
}

/** Of a value that is missing: the scale is 0 … 4. */
export const MIDDLE_BIN = 2;
/** Column chunks with less than this between them are read together. */
const GAP_BYTES = 2 ** 17;

/** Reads columns of bins of one row group after the other, far faster than the general reader does (one byte a value, no lists of numbers). */
export function binReader(
  file: AsyncBuffer,
  metadata: FileMetaData,
  names: readonly string[],
  decompressors: Decompressors,
): (group: number) => Promise<BinColumns> {
  const schema = new Map(parquetSchema(metadata).children.map(({ element }) => [element.name, element]));
  const undo: Readonly<Record<string, Decompress | null>> = {
    UNCOMPRESSED: null,
    ...compressorsOf(decompressors),
  };
  return async (group) => {
    const { columns, num_rows } = metadata.row_groups[group] as FileMetaData['row_groups'][number];
    const rows = Number(num_rows);
    const data = new Int8Array(rows * names.length);
    const chunks = new Map(columns.map(({ meta_data }) => [meta_data?.path_in_schema[0], meta_data]));
    const places = names.map((name, at) => {
      const chunk = chunks.get(name);
      if (chunk === undefined) throw new RangeError(`there is no column ${name}`);
      const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
      return { name, at, codec: chunk.codec, start, end: start + Number(chunk.total_compressed_size) };
    });
    for (const together of neighbours(places)) {
      const from = together[0].start;
      const bytes = new Uint8Array(await file.slice(from, Math.max(...together.map(({ end }) => end))));
      for (const { name, at, codec, start, end } of together) {
        const out = data.subarray(at * rows, (at + 1) * rows);
        const decompress = undo[codec];
        const isOptional = schema.get(name)?.repetition_type !== 'REQUIRED';
        const chunk = bytes.subarray(start - from, end - from);
        const isDecoded =
          decompress !== undefined && decodeBins({ bytes: chunk, decompress, isOptional }, out, MIDDLE_BIN);
        if (!isDecoded) await readPlainly(file, metadata, group, name, out, decompressors);
      }
    }
    return { rows, data };
  };
}

interface Place {
  readonly name: string;
  readonly at: number;
  readonly codec: string;
  readonly start: number;
  readonly end: number;
}

function neighbours(places: readonly Place[]): [Place, ...Place[]][] {
  const runs: [Place, ...Place[]][] = [];
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    const run = runs.at(-1);
    if (run === undefined || place.start - (run.at(-1) as Place).end > GAP_BYTES) runs.push([place]);
    else run.push(place);
  }
  return runs;
}

/** A column that is written in another way than releases write it. */
async function readPlainly(
  file: AsyncBuffer,
  metadata: FileMetaData,
  group: number,
  column: string,
  out: Int8Array,
  decompressors: Decompressors,
): Promise<void> {
  const compressors = compressorsOf(decompressors);
  const scan = await parquetScan({ file, metadata, compressors, columns: [column], useOffsetIndex: false });
  const range = scan.ranges[group] as (typeof scan.ranges)[number];
  const values = await scan.readColumn({ column, ...range });
  for (let i = 0; i < out.length; i++) out[i] = (values[i] as number | null | undefined) ?? MIDDLE_BIN;
}
