import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Matrix } from '@robata/kernels';
import { createParquetFile, type FileColumn } from './parquetFile.ts';

/** A past era as Signals diagnostics score it; everything in the order of the tickers. */
export interface SignalsHistoryEra {
  /** ISO day of the era. */
  readonly day: string;
  readonly tickers: readonly string[];
  /** The era's obfuscated ids of the same stocks. */
  readonly ids: readonly string[];
  /** Permanent numbers of the stocks. */
  readonly securities: Int32Array;
  /** n × K with their names, and sample weights of mean 1. */
  readonly neutralizers: Matrix;
  readonly neutralizerNames: readonly string[];
  readonly sampleWeights: Float64Array;
  /** By name, NaN where missing. */
  readonly targets: ReadonlyMap<string, Float64Array>;
  /** The medium features: bins 0…4, −1 missing; column-major, n × their names. */
  readonly features: Int8Array;
  readonly featureNames: readonly string[];
  /** The Signals meta model of the era's round; null where nobody made one. */
  readonly metaModel: Float64Array | null;
}

/**
 * Writes `folder`/`day`.parquet: numerai_ticker, id, security, sample_weight, signals_meta_model (where there is one), `target_…`, `neutralizer_…`,
 * `feature_…`; rows sorted by ticker. It is not for publication: kits have the same exposures and features by id, and who has both knows which id is whose. The file is renamed into place whole.
 */
export async function writeSignalsHistory(folder: string, era: SignalsHistoryEra): Promise<void> {
  await mkdir(folder, { recursive: true });
  const rows = era.tickers.length;
  const targets = [...era.targets.keys()];
  const metaModels = era.metaModel === null ? [] : [era.metaModel];
  const columns: FileColumn[] = [
    { name: 'numerai_ticker', kind: 'text' },
    { name: 'id', kind: 'text' },
    { name: 'security', kind: 'double' },
    { name: 'sample_weight', kind: 'double' },
    ...metaModels.map((): FileColumn => ({ name: 'signals_meta_model', kind: 'double' })),
    ...targets.map((name): FileColumn => ({ name: `target_${name}`, kind: 'double' })),
    ...era.neutralizerNames.map((name): FileColumn => ({ name: `neutralizer_${name}`, kind: 'double' })),
    ...era.featureNames.map((name): FileColumn => ({ name: `feature_${name}`, kind: 'int8' })),
  ];
  const order = era.tickers
    .map((_, i) => i)
    .sort((a, b) => ((era.tickers[a] as string) < (era.tickers[b] as string) ? -1 : 1));
  const numbers = (values: ArrayLike<number>, from = 0): number[] => order.map((i) => values[from + i] as number);
  const unfinished = join(folder, `.${randomUUID()}`);
  try {
    const file = createParquetFile(unfinished, columns);
    file.append([
      order.map((i) => era.tickers[i] as string),
      order.map((i) => era.ids[i] as string),
      numbers(era.securities),
      numbers(era.sampleWeights),
      ...metaModels.map((values) => numbers(values)),
      ...targets.map((name) => numbers(era.targets.get(name) as Float64Array)),
      ...era.neutralizerNames.map((_, k) => numbers(era.neutralizers.data, k * rows)),
      ...era.featureNames.map((_, k) => numbers(era.features, k * rows)),
    ]);
    file.close();
    await rename(unfinished, join(folder, `${era.day}.parquet`));
  } finally {
    await rm(unfinished, { force: true });
  }
}
