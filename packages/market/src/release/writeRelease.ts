import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureCatalogue } from '../features/catalogue.ts';
import type { TargetManifest } from '../targets/manifest.ts';
import { featuresJson, targetColumn } from './featuresJson.ts';
import { FeatureStatisticsBuilder } from './featureStatistics.ts';
import { createParquetFile, type FileColumn } from './parquetFile.ts';
import type { DataType, ReleaseEra, ReleasePredictions } from './releaseEra.ts';

/** What is released. Each list is read once and era by era, so that a generator keeps memory flat; absent files are left as they are. */
export interface ReleaseContent {
  /** Folder of the major and minor version, as clients ask for it: `v1.0`. */
  readonly version: string;
  readonly catalogue: FeatureCatalogue;
  readonly manifests: readonly TargetManifest[];
  /** Name of the manifest that also stands as `target`. */
  readonly defaultTarget: string;
  /** Publish what the obfuscated features are. */
  readonly publishRecipes: boolean;
  readonly train?: Iterable<ReleaseEra>;
  readonly validation?: Iterable<ReleaseEra>;
  readonly live?: ReleaseEra;
  readonly liveExamplePredictions?: ReleasePredictions;
  readonly validationExamplePredictions?: Iterable<ReleasePredictions>;
  readonly metaModel?: Iterable<ReleasePredictions>;
}

export interface WrittenFile {
  /** As clients ask for it: `v1.0/train.parquet`. */
  readonly name: string;
  readonly rows: number;
}

/**
 * Writes a dataset release under `directory`/`version`: `train`, `validation` and `live` (.parquet: id, era, data_type, features as int8,
 * targets as doubles), `live_example_preds`, `validation_example_preds`, `meta_model`, and `features.json`, whose statistics are those
 * of the training eras (it is written with them, so that later weeks' releases without `train` leave it alone).
 *
 * All files are first written whole in a folder of their own and then renamed into place, so that a reader or a crash never
 * sees half a file. Throws RangeError where the default target is not among the manifests; on any error nothing is replaced.
 */
export async function writeRelease(directory: string, content: ReleaseContent): Promise<WrittenFile[]> {
  if (!content.manifests.some((manifest) => manifest.name === content.defaultTarget))
    throw new RangeError(`the default target '${content.defaultTarget}' is not among the manifests`);
  await mkdir(join(directory, content.version), { recursive: true });
  const unfinished = await mkdtemp(join(directory, '.release-'));
  try {
    const files = await writeAll(unfinished, content);
    for (const { file } of files) await rename(join(unfinished, file), join(directory, content.version, file));
    return files.map(({ file, rows }) => ({ name: `${content.version}/${file}`, rows }));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

type Written = { readonly file: string; readonly rows: number };

async function writeAll(folder: string, content: ReleaseContent): Promise<Written[]> {
  const written: Written[] = [];
  const statistics = new FeatureStatisticsBuilder(content.catalogue.features.length, content.defaultTarget);
  const eras = (dataType: DataType, list: Iterable<ReleaseEra> | undefined, see?: (era: ReleaseEra) => void) => {
    if (list !== undefined) written.push(writeEras(folder, dataType, list, content, see));
  };
  const predictions = (file: string, column: string, list: Iterable<ReleasePredictions> | undefined) => {
    if (list !== undefined) written.push(writePredictions(folder, file, column, list));
  };
  eras('train', content.train, (era) => statistics.add(era));
  eras('validation', content.validation);
  eras('live', content.live && [content.live]);
  predictions(
    'live_example_preds.parquet',
    'prediction',
    content.liveExamplePredictions && [content.liveExamplePredictions],
  );
  predictions('validation_example_preds.parquet', 'prediction', content.validationExamplePredictions);
  predictions('meta_model.parquet', 'meta_model', content.metaModel);
  if (content.train !== undefined) {
    const file = 'features.json';
    const json = featuresJson({ ...content, statistics: statistics.build() });
    await writeFile(join(folder, file), `${JSON.stringify(json, null, 1)}\n`);
    written.push({ file, rows: content.catalogue.features.length });
  }
  return written;
}

function writeEras(
  folder: string,
  dataType: DataType,
  list: Iterable<ReleaseEra>,
  { catalogue, manifests, defaultTarget }: ReleaseContent,
  see?: (era: ReleaseEra) => void,
): Written {
  const columns: FileColumn[] = [
    ...textColumns('id', 'era', 'data_type'),
    ...catalogue.features.map(({ publishedName }) => ({ name: publishedName, kind: 'int8' as const })),
    ...['target', ...manifests.map(targetColumn)].map((name) => ({ name, kind: 'double' as const })),
  ];
  const file = `${dataType}.parquet`;
  const parquet = createParquetFile(join(folder, file), columns);
  for (const era of list) {
    const n = era.ids.length;
    if (era.features.length !== n * catalogue.features.length)
      throw new RangeError(
        `era ${era.era} has ${era.features.length} feature values and not ${n * catalogue.features.length}`,
      );
    const unknown = new Float64Array(n).fill(Number.NaN);
    parquet.append([
      era.ids,
      Array<string>(n).fill(era.era),
      Array<string>(n).fill(dataType),
      ...catalogue.features.map((_, j) => era.features.subarray(j * n, (j + 1) * n)),
      ...[defaultTarget, ...manifests.map(({ name }) => name)].map((name) => era.targets?.get(name) ?? unknown),
    ]);
    see?.(era);
  }
  parquet.close();
  return { file, rows: parquet.rows };
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
