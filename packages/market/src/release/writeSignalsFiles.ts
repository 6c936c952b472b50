import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createParquetFile, type FileColumn } from './parquetFile.ts';

/** A day's universe of Signals: its tickers, each once, and targets where they are known. */
export interface SignalsEra {
  /** ISO day of the era. */
  readonly day: string;
  readonly tickers: readonly string[];
  /** Permanent ids of the same stocks: a ticker may pass to another company, these do not. */
  readonly securities: readonly string[];
  /** By name, in the order of the tickers, NaN where missing; those of the first era's names make columns. */
  readonly targets: ReadonlyMap<string, Float64Array>;
}

export interface SignalsFiles {
  /** The universe that takes submissions. */
  readonly live?: SignalsEra;
  /** The history of the universe with targets, as far as they are known. */
  readonly train?: readonly SignalsEra[];
  readonly validation?: readonly SignalsEra[];
  /** Text of the manifest of what signals are made neutral to. */
  readonly neutralizers?: string;
}

const UNFINISHED = '.signals-';

/**
 * Writes the files of Signals under `directory`/`version`, those that are given: `live.parquet` and `universe.parquet` (the same, under the name by
 * which scripts ask), `train.parquet`, `validation.parquet` (numerai_ticker, permanent_id, date, data_type, targets as doubles), and
 * `neutralizers.json`. Rows of a day are sorted by ticker: in any other order, that of the round's ids above all, they would tell which id is whose.
 * Files are written whole and then renamed into place. Gives their names.
 */
export async function writeSignalsFiles(directory: string, version: string, files: SignalsFiles): Promise<string[]> {
  const place = join(directory, version);
  await mkdir(place, { recursive: true });
  const folder = await mkdtemp(join(directory, UNFINISHED));
  const written: string[] = [];
  try {
    const table = (name: string, dataType: string, eras: readonly SignalsEra[]): void => {
      writeTable(join(folder, name), dataType, eras);
      written.push(name);
    };
    if (files.live !== undefined) {
      table('live.parquet', 'live', [files.live]);
      table('universe.parquet', 'live', [files.live]);
    }
    if (files.train !== undefined) table('train.parquet', 'train', files.train);
    if (files.validation !== undefined) table('validation.parquet', 'validation', files.validation);
    if (files.neutralizers !== undefined) {
      await writeFile(join(folder, 'neutralizers.json'), files.neutralizers);
      written.push('neutralizers.json');
    }
    for (const name of written) await rename(join(folder, name), join(place, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return written;
}

function writeTable(path: string, dataType: string, eras: readonly SignalsEra[]): void {
  const targets = [...(eras[0]?.targets.keys() ?? [])];
  const columns: FileColumn[] = [
    { name: 'numerai_ticker', kind: 'text' },
    { name: 'permanent_id', kind: 'text' },
    { name: 'date', kind: 'text' },
    { name: 'data_type', kind: 'text' },
    ...targets.map((name): FileColumn => ({ name: `target_${name}`, kind: 'double' })),
  ];
  const file = createParquetFile(path, columns);
  for (const era of eras) {
    const order = era.tickers
      .map((_, i) => i)
      .sort((a, b) => ((era.tickers[a] as string) < (era.tickers[b] as string) ? -1 : 1));
    file.append([
      order.map((i) => era.tickers[i] as string),
      order.map((i) => era.securities[i] as string),
      order.map(() => era.day),
      order.map(() => dataType),
      ...targets.map((name) => order.map((i) => era.targets.get(name)?.[i] ?? Number.NaN)),
    ]);
  }
  file.close();
}
