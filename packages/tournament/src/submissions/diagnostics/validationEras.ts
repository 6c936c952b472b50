import { type AsyncBuffer, parquetMetadataAsync, parquetScan, type ParquetScan } from 'hyparquet';
import { type BinMatrix, binMatrix } from '@robata/kernels';
import { compressorsOf, type Decompressors } from '../predictions/compressors.ts';
import { type BinColumns, binReader } from './binColumns.ts';
import { type Series, seriesOf } from './series.ts';

/** One validation era of a release, rows in ascending order of id. */
export interface ValidationEra {
  readonly era: string;
  readonly ids: readonly string[];
  /** The ids in the order of the release's file, and values of such rows in the order of `ids`. */
  readonly rowIds: readonly string[];
  readonly sorted: (values: Float64Array) => Float64Array;
  readonly target: Float64Array;
  /** The medium set in bins 0 … 4; a missing value is the middle bin. */
  readonly features: BinMatrix;
  /** Absent where the release has none for every stock of the era. */
  readonly examplePredictions?: Float64Array;
  readonly metaModel?: Float64Array;
}

/** The files of a release that diagnostics need, wherever they lie: on a disk, or in a browser's storage. */
export interface ReleaseFiles {
  /** `features.json`. */
  readonly features: string;
  /** `validation.parquet`. */
  readonly validation: AsyncBuffer;
  /** `validation_example_preds.parquet`, `meta_model.parquet`. */
  readonly example: AsyncBuffer | null;
  readonly metaModel: AsyncBuffer | null;
  readonly decompressors: Decompressors;
}

export interface ValidationData {
  /** Names of the medium set, in the order of the eras' columns. */
  readonly features: readonly string[];
  readonly rows: number;
  /** Oldest first, one at a time. */
  eras(part?: ValidationPart): AsyncGenerator<ValidationEra>;
}

/** The share of a thread of several: part `number` (from 0) of `of`; an era belongs to one of them. */
export interface ValidationPart {
  readonly number: number;
  readonly of: number;
}

/** What stands between the first row of an era and its last, which may lie in several row groups. */
interface OpenEra {
  readonly era: string;
  readonly ids: string[];
  readonly targets: number[];
  readonly parts: { readonly bins: BinColumns; readonly from: number; to: number }[];
}

/**
 * The validation eras of a release: targets, features of the medium set, and example predictions and meta model where they were published. One
 * row group is in memory at a time, a byte a feature.
 */
export async function validationData(files: ReleaseFiles): Promise<ValidationData> {
  const { feature_sets } = JSON.parse(files.features) as { feature_sets: { medium: string[] } };
  const features = feature_sets.medium;
  const compressors = compressorsOf(files.decompressors);
  const metadata = await parquetMetadataAsync(files.validation);
  return {
    features,
    rows: Number(metadata.num_rows),
    async *eras({ number, of } = { number: 0, of: 1 }) {
      const example = await seriesOf(files.example, 'prediction', compressors);
      const metaModel = await seriesOf(files.metaModel, 'meta_model', compressors);
      const file = files.validation;
      const columns = ['id', 'era', 'target'];
      const scan = await parquetScan({ file, metadata, compressors, columns, useOffsetIndex: false });
      const binsOf = binReader(file, metadata, features, files.decompressors);
      const cell = (group: number) => Math.floor((group * scan.ranges.length) / of);
      const [first, end] = [cell(number), cell(number + 1)];
      /** An era that began before this part is another's. */
      let before = first === 0 ? null : await lastEra(scan, first - 1);
      let open: OpenEra | null = null;
      for (let group = first; group < scan.ranges.length; group++) {
        const range = scan.ranges[group] as ParquetScan['ranges'][number];
        const cells = async (column: string): Promise<ArrayLike<unknown>> => scan.readColumn({ column, ...range });
        const eras = await cells('era');
        // What comes behind the part only ends its last era.
        if (group >= end && (open === null || String(eras[0]) !== open.era)) break;
        const [ids, targets, bins] = [await cells('id'), await cells('target'), await binsOf(group)];
        for (let i = 0; i < bins.rows; i++) {
          const era = String(eras[i]);
          if (era === before) continue;
          before = null;
          if (open !== null && open.era !== era) {
            yield closed(open, features.length, example, metaModel);
            open = null;
            if (group >= end) return;
          }
          open ??= { era, ids: [], targets: [], parts: [] };
          const part = open.parts.at(-1);
          if (part?.bins === bins) part.to = i + 1;
          else open.parts.push({ bins, from: i, to: i + 1 });
          open.ids.push(String(ids[i]));
          const target = targets[i];
          open.targets.push(typeof target === 'number' ? target : Number.NaN);
        }
      }
      if (open !== null) yield closed(open, features.length, example, metaModel);
    },
  };
}

async function lastEra(scan: ParquetScan, group: number): Promise<string> {
  const eras = await scan.readColumn({ column: 'era', ...(scan.ranges[group] as ParquetScan['ranges'][number]) });
  return String(eras[eras.length - 1]);
}

function closed(
  { era, ids: unsorted, targets, parts }: OpenEra,
  columns: number,
  example: Series,
  metaModel: Series,
): ValidationEra {
  const rows = unsorted.length;
  const order = ascending(unsorted);
  const ids = order === null ? unsorted : Array.from(order, (row) => unsorted[row] as string);
  const sorted = (values: Float64Array): Float64Array =>
    order === null ? values : Float64Array.from(order, (row) => values[row] as number);
  const data = new Int8Array(rows * columns);
  const buffer = new Int8Array(rows);
  for (let k = 0; k < columns; k++) {
    const to = data.subarray(k * rows, (k + 1) * rows);
    const column = order === null ? to : buffer;
    let at = 0;
    for (const { bins, from, to: end } of parts) {
      column.set(bins.data.subarray(k * bins.rows + from, k * bins.rows + end), at);
      at += end - from;
    }
    if (order !== null) for (let i = 0; i < rows; i++) to[i] = column[order[i] as number] as number;
  }
  const examplePredictions = example(unsorted);
  const meta = metaModel(unsorted);
  return {
    era,
    ids,
    rowIds: unsorted,
    sorted,
    target: sorted(Float64Array.from(targets)),
    features: binMatrix(rows, columns, data),
    ...(examplePredictions !== null && { examplePredictions: sorted(examplePredictions) }),
    ...(meta !== null && { metaModel: sorted(meta) }),
  };
}

/** The rows in ascending order of id; null where they stand in it. */
function ascending(ids: readonly string[]): Uint32Array | null {
  if (ids.every((id, i) => i === 0 || (ids[i - 1] as string) < id)) return null;
  return Uint32Array.from(ids, (_, i) => i).sort((a, b) => ((ids[a] as string) < (ids[b] as string) ? -1 : 1));
}
