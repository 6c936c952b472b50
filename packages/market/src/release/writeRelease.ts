import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureCatalogue } from '../features/catalogue.ts';
import type { TargetManifest } from '../targets/manifest.ts';
import { featuresJson, targetColumn } from './featuresJson.ts';
import { FeatureStatisticsBuilder } from './featureStatistics.ts';
import { createParquetFile, type FileColumn, type ParquetFile } from './parquetFile.ts';
import type { DataType, ReleaseEra, ReleasePredictions } from './releaseEra.ts';
import { releasedFile, releaseJson } from './releaseJson.ts';
import { TargetCorrelationsBuilder } from './targetCorrelations.ts';

/** What every file of a release is made by. */
export interface ReleaseOptions {
  /** Folder of the major and minor version, as clients ask for it: `v1.0`. */
  readonly version: string;
  readonly catalogue: FeatureCatalogue;
  readonly manifests: readonly TargetManifest[];
  /** Name of the manifest that also stands as `target`. */
  readonly defaultTarget: string;
  /** Publish what the obfuscated features are. */
  readonly publishRecipes: boolean;
}

/** The files that are known when a release is finished; absent ones are left as they are. */
export interface LatestFiles {
  readonly live?: ReleaseEra;
  readonly liveExamplePredictions?: ReleasePredictions;
  readonly validationExamplePredictions?: Iterable<ReleasePredictions>;
  readonly metaModel?: Iterable<ReleasePredictions>;
}

/** What is released. Each list is read once and era by era, so that a generator keeps memory flat; absent files are left as they are. */
export interface ReleaseContent extends ReleaseOptions, LatestFiles {
  readonly train?: Iterable<ReleaseEra>;
  readonly validation?: Iterable<ReleaseEra>;
}

/** A release that is written as its eras become known. Nothing is seen of it before `finish`. */
export interface GrowingRelease {
  /** Adds eras, in order, to `train` or `validation`; a file exists from the first call on, with or without eras. */
  add(dataType: 'train' | 'validation', eras: Iterable<ReleaseEra>): void;
  /** Adds the latest files and renames all into place. */
  finish(latest: LatestFiles): Promise<WrittenFile[]>;
  /** Takes away what is not finished; after `finish` nothing is. */
  discard(): Promise<void>;
}

export interface WrittenFile {
  /** As clients ask for it: `v1.0/train.parquet`. */
  readonly name: string;
  readonly rows: number;
}

/**
 * Writes a dataset release under `directory`/`version`: `train`, `validation` and `live` (.parquet: id, era, data_type, features as int8,
 * targets as doubles), `live_example_preds`, `validation_example_preds`, `meta_model`, and `features.json`, whose statistics are those
 * of the training eras (it is written with them, so that later weeks' releases without `train` leave it alone). With both `train` and
 * `validation` also `release.json`: which eras stand in which row group, and how the targets are correlated.
 *
 * All files are first written whole in a folder of their own and then renamed into place, so that a reader or a crash never
 * sees half a file. Throws RangeError where the default target is not among the manifests; on any error nothing is replaced.
 */
export async function writeRelease(directory: string, content: ReleaseContent): Promise<WrittenFile[]> {
  const release = await growingRelease(directory, content);
  try {
    if (content.train !== undefined) release.add('train', content.train);
    if (content.validation !== undefined) release.add('validation', content.validation);
    return await release.finish(content);
  } finally {
    await release.discard();
  }
}

const UNFINISHED = '.release-';

/**
 * The same release, begun before all of its eras are known. One at a time may grow in a directory: what an earlier one has left
 * unfinished, because its process was killed, is taken away.
 */
export async function growingRelease(directory: string, options: ReleaseOptions): Promise<GrowingRelease> {
  const { catalogue, manifests, defaultTarget, version } = options;
  if (!manifests.some((manifest) => manifest.name === defaultTarget))
    throw new RangeError(`the default target '${defaultTarget}' is not among the manifests`);
  await mkdir(join(directory, version), { recursive: true });
  for (const name of await readdir(directory)) {
    if (name.startsWith(UNFINISHED)) await rm(join(directory, name), { recursive: true, force: true });
  }
  const folder = await mkdtemp(join(directory, UNFINISHED));
  const statistics = new FeatureStatisticsBuilder(catalogue.features.length, defaultTarget);
  const correlations = new TargetCorrelationsBuilder(manifests.map(({ name }) => name));
  const files = new Map<DataType, ParquetFile>();
  const eraRows: Record<DataType, { era: string; rows: number }[]> = { train: [], validation: [], live: [] };

  const add = (dataType: DataType, eras: Iterable<ReleaseEra>): void => {
    const file = files.get(dataType) ?? eraFile(join(folder, `${dataType}.parquet`), options);
    files.set(dataType, file);
    for (const era of eras) {
      appendEra(file, dataType, era, options);
      eraRows[dataType].push({ era: era.era, rows: era.ids.length });
      if (dataType === 'train') statistics.add(era);
      if (dataType !== 'live') correlations.add(era);
    }
  };
  return {
    add,
    async finish(latest) {
      if (latest.live !== undefined) add('live', [latest.live]);
      const written: Written[] = (['train', 'validation', 'live'] as const).flatMap((dataType) => {
        const file = files.get(dataType);
        file?.close();
        return file === undefined ? [] : [{ file: `${dataType}.parquet`, rows: file.rows }];
      });
      const predictions = (file: string, column: string, list: Iterable<ReleasePredictions> | undefined): void => {
        if (list !== undefined) written.push(writePredictions(folder, file, column, list));
      };
      const { liveExamplePredictions } = latest;
      predictions('live_example_preds.parquet', 'prediction', liveExamplePredictions && [liveExamplePredictions]);
      predictions('validation_example_preds.parquet', 'prediction', latest.validationExamplePredictions);
      predictions('meta_model.parquet', 'meta_model', latest.metaModel);
      if (files.has('train')) {
        const file = 'features.json';
        const json = featuresJson({ ...options, statistics: statistics.build() });
        await writeFile(join(folder, file), `${JSON.stringify(json, null, 1)}\n`);
        written.push({ file, rows: catalogue.features.length });
      }
      const [train, validation] = [files.get('train'), files.get('validation')];
      if (train !== undefined && validation !== undefined) {
        const file = 'release.json';
        const released = {
          train: releasedFile(eraRows.train, train.groups),
          validation: releasedFile(eraRows.validation, validation.groups),
        };
        await writeFile(
          join(folder, file),
          `${JSON.stringify(releaseJson(version, released, correlations.build()))}\n`,
        );
        written.push({ file, rows: released.train.row_groups.length + released.validation.row_groups.length });
      }
      for (const { file } of written) await rename(join(folder, file), join(directory, version, file));
      return written.map(({ file, rows }) => ({ name: `${version}/${file}`, rows }));
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

type Written = { readonly file: string; readonly rows: number };

function eraFile(path: string, { catalogue, manifests }: ReleaseOptions): ParquetFile {
  const columns: FileColumn[] = [
    ...textColumns('id', 'era', 'data_type'),
    ...catalogue.features.map(({ publishedName }) => ({ name: publishedName, kind: 'int8' as const })),
    ...['target', ...manifests.map(targetColumn)].map((name) => ({ name, kind: 'double' as const })),
  ];
  return createParquetFile(path, columns);
}

function appendEra(
  file: ParquetFile,
  dataType: DataType,
  { era, ids, features, targets }: ReleaseEra,
  { catalogue, manifests, defaultTarget }: ReleaseOptions,
): void {
  const n = ids.length;
  if (features.length !== n * catalogue.features.length)
    throw new RangeError(`era ${era} has ${features.length} feature values and not ${n * catalogue.features.length}`);
  const unknown = new Float64Array(n).fill(Number.NaN);
  file.append([
    ids,
    Array<string>(n).fill(era),
    Array<string>(n).fill(dataType),
    ...catalogue.features.map((_, j) => features.subarray(j * n, (j + 1) * n)),
    ...[defaultTarget, ...manifests.map(({ name }) => name)].map((name) => targets?.get(name) ?? unknown),
  ]);
}

function writePredictions(folder: string, file: string, column: string, list: Iterable<ReleasePredictions>): Written {
  const parquet = createParquetFile(join(folder, file), [
    ...textColumns('id', 'era', 'data_type'),
    { name: column, kind: 'double' },
  ]);
  for (const { era, dataType, ids, values } of list) {
    parquet.append([ids, Array<string>(ids.length).fill(era), Array<string>(ids.length).fill(dataType), values]);
  }
  parquet.close();
  return { file, rows: parquet.rows };
}

function textColumns(...names: string[]): FileColumn[] {
  return names.map((name) => ({ name, kind: 'text' }));
}
