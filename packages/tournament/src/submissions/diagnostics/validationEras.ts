import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetScan } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type Matrix, matrix } from '@robata/kernels';

/** One validation era of a release, rows in ascending order of id. */
export interface ValidationEra {
  readonly era: string;
  readonly ids: readonly string[];
  readonly target: Float64Array;
  /** The medium set, scaled to 0…1; a missing value is the middle bin. */
  readonly features: Matrix;
  /** Absent where the release has none for every stock of the era. */
  readonly examplePredictions?: Float64Array;
  readonly metaModel?: Float64Array;
}

const MIDDLE_BIN = 2;
const HIGHEST_BIN = 4;

/**
 * The validation eras of the release in `folder`, oldest first, one at a time: targets, features of the medium set, and example predictions
 * and meta model where they were published. Null where there is no release.
 */
export async function validationEras(folder: string): Promise<AsyncGenerator<ValidationEra> | null> {
  const path = join(folder, 'validation.parquet');
  const sets = await readFile(join(folder, 'features.json'), 'utf8').catch(absent);
  const file = await asyncBufferFromFile(path).catch(absent);
  if (sets === null || file === null) return null;
  const { feature_sets } = JSON.parse(sets) as { feature_sets: { medium: string[] } };
  const features = feature_sets.medium;
  const example = await seriesOf(join(folder, 'validation_example_preds.parquet'), 'prediction');
  const metaModel = await seriesOf(join(folder, 'meta_model.parquet'), 'meta_model');
  const columns = ['id', 'era', 'target', ...features];
  return (async function* () {
    const scan = await parquetScan({ file, metadata: await parquetMetadataAsync(file), compressors, columns });
    let open: { era: string; rows: { id: string; target: number; bins: Int8Array }[] } | null = null;
    for (const range of scan.ranges) {
      const [ids, eras, targets, ...bins] = await Promise.all(
        columns.map((column) => scan.readColumn({ column, ...range })),
      );
      for (let i = 0; i < range.rowEnd - range.rowStart; i++) {
        const era = String(eras?.[i]);
        if (open !== null && open.era !== era) yield eraOf(open.era, open.rows);
        if (open === null || open.era !== era) open = { era, rows: [] };
        const target: unknown = targets?.[i];
        open.rows.push({
          id: String(ids?.[i]),
          target: typeof target === 'number' ? target : Number.NaN,
          bins: Int8Array.from(bins, (column) => (column[i] as number | null) ?? MIDDLE_BIN),
        });
      }
    }
    if (open !== null) yield eraOf(open.era, open.rows);
  })();

  function eraOf(era: string, unsorted: { id: string; target: number; bins: Int8Array }[]): ValidationEra {
    const rows = unsorted.sort((a, b) => (a.id < b.id ? -1 : 1));
    const ids = rows.map(({ id }) => id);
    const matched = (series: ReadonlyMap<string, number>): Float64Array | undefined =>
      ids.every((id) => series.has(id)) ? Float64Array.from(ids, (id) => series.get(id) as number) : undefined;
    const values = matrix(rows.length, features.length);
    rows.forEach(({ bins }, i) => {
      for (let k = 0; k < features.length; k++) values.data[k * rows.length + i] = (bins[k] as number) / HIGHEST_BIN;
    });
    const examplePredictions = matched(example);
    const meta = matched(metaModel);
    return {
      era,
      ids,
      target: Float64Array.from(rows, ({ target }) => target),
      features: values,
      ...(examplePredictions !== undefined && { examplePredictions }),
      ...(meta !== undefined && { metaModel: meta }),
    };
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** id → value of a file of predictions; empty where there is no such file. */
async function seriesOf(path: string, column: string): Promise<ReadonlyMap<string, number>> {
  const file = await asyncBufferFromFile(path).catch(absent);
  const series = new Map<string, number>();
  if (file === null) return series;
  const scan = await parquetScan({
    file,
    metadata: await parquetMetadataAsync(file),
    compressors,
    columns: ['id', column],
  });
  for (const range of scan.ranges) {
    const ids = await scan.readColumn({ column: 'id', ...range });
    const values = await scan.readColumn({ column, ...range });
    for (let i = 0; i < ids.length; i++) series.set(String(ids[i]), values[i] as number);
  }
  return series;
}
