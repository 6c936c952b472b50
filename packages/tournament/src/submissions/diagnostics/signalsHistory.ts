import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { type Matrix, matrix } from '@robata/kernels';

/** Beside the Signals release and no part of it: with its exposures by ticker, and kits' by id, everybody could tell which id is whose. */
export const SIGNALS_HISTORY_FOLDER = '.history';

/** A past era as signals are scored on it; everything in the order of the tickers. */
export interface HistoryEra {
  /** ISO day. */
  readonly day: string;
  readonly tickers: readonly string[];
  /** The era's obfuscated ids; null in a file of before they were kept. */
  readonly ids: readonly string[] | null;
  readonly securities: Int32Array;
  readonly neutralizers: Matrix;
  readonly neutralizerNames: readonly string[];
  readonly sampleWeights: Float64Array;
  readonly targets: ReadonlyMap<string, Float64Array>;
  /** The medium features: bins 0…4, −1 missing; column-major. */
  readonly features: Int8Array;
  /** The Signals meta model of the era's round; null where there is none. */
  readonly metaModel: Float64Array | null;
}

/** The eras whose rounds' targets are known, oldest first; each is read when it is asked for. */
export interface SignalsHistory {
  readonly days: readonly string[];
  read(day: string): Promise<HistoryEra>;
}

const FILE = /^(\d{4}-\d{2}-\d{2})\.parquet$/;

/** The history in a folder of files of `writeSignalsHistory`; null where there is none. */
export async function signalsHistory(folder: string): Promise<SignalsHistory | null> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const days = names.flatMap((name) => FILE.exec(name)?.[1] ?? []).sort();
  return days.length === 0 ? null : { days, read: (day) => readEra(join(folder, `${day}.parquet`), day) };
}

async function readEra(path: string, day: string): Promise<HistoryEra> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const rows = await parquetReadObjects({ file, metadata });
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const named = (prefix: string): string[] => names.filter((name) => name.startsWith(prefix));
  const numbers = (name: string): Float64Array =>
    Float64Array.from(rows, (row) => (row[name] as number | null) ?? Number.NaN);
  const neutralizerColumns = named('neutralizer_');
  const neutralizers = matrix(rows.length, neutralizerColumns.length);
  neutralizerColumns.forEach((name, k) => neutralizers.data.set(numbers(name), k * rows.length));
  const featureColumns = named('feature_');
  const features = new Int8Array(rows.length * featureColumns.length);
  featureColumns.forEach((name, k) =>
    features.set(
      rows.map((row) => (row[name] as number | null) ?? -1),
      k * rows.length,
    ),
  );
  return {
    day,
    tickers: rows.map((row) => String(row['numerai_ticker'])),
    ids: names.includes('id') ? rows.map((row) => String(row['id'])) : null,
    securities: Int32Array.from(numbers('security')),
    neutralizers,
    neutralizerNames: neutralizerColumns.map((name) => name.slice('neutralizer_'.length)),
    sampleWeights: numbers('sample_weight'),
    targets: new Map(named('target_').map((name) => [name.slice('target_'.length), numbers(name)])),
    features,
    metaModel: names.includes('signals_meta_model') ? numbers('signals_meta_model') : null,
  };
}
