import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureCatalogue } from '../features/catalogue.ts';
import type { TargetManifest } from '../targets/manifest.ts';
import { refuseIncompatible } from './compatibleColumns.ts';
import { featuresJson, targetColumn } from './featuresJson.ts';
import { FeatureStatisticsBuilder } from './featureStatistics.ts';
import { MISSING_REASONS, MissingBuilder, type MissingJson } from './missingReasons.ts';
import { createParquetFile, type FileColumn, type ParquetFile } from './parquetFile.ts';
import type { DataType, ReleaseEra, ReleasePredictions } from './releaseEra.ts';
import { releasedFile, type ReleaseFacts, type ReleaseJson, releaseJson } from './releaseJson.ts';
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

/** What a growing release shows for now of what is not settled. */
export interface PublishedSoFar extends LatestFiles, ReleaseFacts {
  /** Validation eras after those that were added, which will be added later with more of their targets. */
  readonly provisional: readonly ReleaseEra[];
}

/** A release that is written as its eras become known. Nothing is seen of it before `finish` or `publish`. */
export interface GrowingRelease {
  /** Adds eras, in order, to `train` or `validation`; a file exists from the first call on, with or without eras. */
  add(dataType: 'train' | 'validation', eras: Iterable<ReleaseEra>): void;
  /** Adds predictions, in order, to files that grow with the release. */
  addPredictions(file: 'validation_example_preds' | 'meta_model', predictions: ReleasePredictions): void;
  /**
   * Puts the release as it is now in place, each file whole: whoever reads one meanwhile reads the old or the new one. `train` is complete with
   * the first time. Where a release of a later day lies there, which a repetition comes by, nothing is replaced. Gives what was written.
   */
  publish(now: PublishedSoFar): Promise<WrittenFile[]>;
  /** Puts the files of a new live era in place, and leaves all others. */
  publishLive(latest: Pick<LatestFiles, 'live' | 'liveExamplePredictions'>): Promise<WrittenFile[]>;
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
 * unfinished, because its process was killed, is taken away. Throws IncompatibleReleaseError where the version would lack what an earlier one
 * of the same major version has, or have other columns than its own files that lie there.
 */
export async function growingRelease(directory: string, options: ReleaseOptions): Promise<GrowingRelease> {
  const { catalogue, manifests, defaultTarget, version } = options;
  if (!manifests.some((manifest) => manifest.name === defaultTarget))
    throw new RangeError(`the default target '${defaultTarget}' is not among the manifests`);
  await refuseIncompatible(directory, version, eraColumns(options));
  await mkdir(join(directory, version), { recursive: true });
  for (const name of await readdir(directory)) {
    if (name.startsWith(UNFINISHED)) await rm(join(directory, name), { recursive: true, force: true });
  }
  const folder = await mkdtemp(join(directory, UNFINISHED));
  const names = catalogue.features.map(({ publishedName }) => publishedName);
  const statistics = new FeatureStatisticsBuilder(catalogue.features.length, defaultTarget);
  const correlations = new TargetCorrelationsBuilder(manifests.map(({ name }) => name));
  const missing = { train: new MissingBuilder(names), validation: new MissingBuilder(names) };
  const files = new Map<DataType, ParquetFile>();
  const eraRows: Record<DataType, { era: string; rows: number }[]> = { train: [], validation: [], live: [] };
  const predictionFiles = new Map<string, ParquetFile>();
  let isTrainClosed = false;

  const fileOf = (dataType: DataType): ParquetFile => {
    const file = files.get(dataType) ?? createParquetFile(join(folder, `${dataType}.parquet`), eraColumns(options));
    files.set(dataType, file);
    return file;
  };
  const predictionFileOf = (name: string): ParquetFile => {
    const found = predictionFiles.get(name);
    const column = name === 'meta_model' ? 'meta_model' : 'prediction';
    const file = found ?? createParquetFile(join(folder, `${name}.parquet`), predictionColumns(column));
    predictionFiles.set(name, file);
    return file;
  };
  const add = (dataType: DataType, eras: Iterable<ReleaseEra>): void => {
    if (dataType === 'train' && isTrainClosed) throw new Error('the training set is published and takes no more eras');
    const file = fileOf(dataType);
    for (const era of eras) {
      file.append(eraParts(dataType, era, options));
      eraRows[dataType].push({ era: era.era, rows: era.ids.length });
      if (dataType === 'train') statistics.add(era);
      if (dataType === 'live') continue;
      correlations.add(era);
      missing[dataType].add(era.missing);
    }
  };
  const putJson = async (file: string, json: unknown, space?: number): Promise<void> =>
    writeFile(join(folder, file), `${JSON.stringify(json, null, space)}\n`);
  const featuresFile = async (): Promise<Written> => {
    await putJson('features.json', featuresJson({ ...options, statistics: statistics.build() }), 1);
    return { file: 'features.json', rows: catalogue.features.length };
  };
  const inPlace = async (written: readonly Written[]): Promise<WrittenFile[]> => {
    for (const { file } of written) await rename(join(folder, file), join(directory, version, file));
    return written.map(({ file, rows }) => ({ name: `${version}/${file}`, rows }));
  };
  const liveFiles = (latest: Pick<LatestFiles, 'live' | 'liveExamplePredictions'>): Written[] => {
    const { live, liveExamplePredictions } = latest;
    const written: Written[] = [];
    if (live !== undefined) {
      const file = createParquetFile(join(folder, 'live.parquet'), eraColumns(options));
      file.append(eraParts('live', live, options));
      file.close();
      written.push({ file: 'live.parquet', rows: file.rows });
    }
    const example = 'live_example_preds.parquet';
    if (liveExamplePredictions !== undefined) {
      written.push(writePredictions(folder, example, 'prediction', [liveExamplePredictions]));
    }
    return written;
  };
  const missingFile = async (validation: MissingBuilder, live: ReleaseEra | undefined): Promise<Written[]> => {
    const ofLive = new MissingBuilder(names);
    ofLive.add(live?.missing);
    const [train, validated, lived] = [missing.train.build(), validation.build(), ofLive.build()];
    if (train.rows + validated.rows + lived.rows === 0) return [];
    const json: MissingJson = { reasons: MISSING_REASONS, files: { train, validation: validated, live: lived } };
    await putJson('missing.json', json);
    return [{ file: 'missing.json', rows: names.length }];
  };
  return {
    add,
    addPredictions: (file, predictions) => predictionFileOf(file).append(predictionParts(predictions)),
    publishLive: async (latest) => inPlace(liveFiles(latest)),
    async publish({ provisional, asOf, graduated, ...latest }) {
      if (asOf !== undefined && (await publishedAsOf(join(directory, version))) > asOf) return [];
      const train = fileOf('train');
      const written: Written[] = [];
      if (!isTrainClosed) {
        train.close();
        isTrainClosed = true;
        written.push({ file: 'train.parquet', rows: train.rows }, await featuresFile());
      }
      // Under other names until they are renamed: the files that grow go on.
      const copies: { from: string; file: string; rows: number }[] = [];
      const copied = (name: string, file: ParquetFile, further: Iterable<readonly ArrayLike<string | number>[]>) => {
        const made = file.snapshot(join(folder, `${name}.now`), further);
        copies.push({ from: `${name}.now`, file: `${name}.parquet`, rows: made.rows });
        return made;
      };
      const validation = copied(
        'validation',
        fileOf('validation'),
        provisional.map((era) => eraParts('validation', era, options)),
      );
      for (const name of ['validation_example_preds', 'meta_model']) copied(name, predictionFileOf(name), []);
      written.push(...liveFiles(latest));
      const [correlated, counted] = [correlations.copy(), missing.validation.copy()];
      for (const era of provisional) {
        correlated.add(era);
        counted.add(era.missing);
      }
      written.push(...(await missingFile(counted, latest.live)));
      const eras = [...eraRows.validation, ...provisional.map(({ era, ids }) => ({ era, rows: ids.length }))];
      const released = {
        train: releasedFile(eraRows.train, train.groups),
        validation: releasedFile(eras, validation.groups),
      };
      const facts = { ...(asOf !== undefined && { asOf }), ...(graduated !== undefined && { graduated }) };
      await putJson('release.json', releaseJson(version, released, correlated.build(), facts));
      for (const { from, file, rows } of copies) {
        await rename(join(folder, from), join(directory, version, file));
        written.unshift({ file, rows });
      }
      // Last: what it says of the files is true of those that are there.
      const about = { file: 'release.json', rows: groupsOf(released) };
      const named = new Set(copies.map(({ file }) => file));
      await inPlace([...written.filter(({ file }) => !named.has(file)), about]);
      return [...written, about].map(({ file, rows }) => ({ name: `${version}/${file}`, rows }));
    },
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
      if (files.has('train')) written.push(await featuresFile());
      const [train, validation] = [files.get('train'), files.get('validation')];
      if (train !== undefined && validation !== undefined) {
        const released = {
          train: releasedFile(eraRows.train, train.groups),
          validation: releasedFile(eraRows.validation, validation.groups),
        };
        written.push(...(await missingFile(missing.validation, latest.live)));
        await putJson('release.json', releaseJson(version, released, correlations.build()));
        written.push({ file: 'release.json', rows: groupsOf(released) });
      }
      return inPlace(written);
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

const groupsOf = ({ train, validation }: ReleaseJson['files']): number =>
  train.row_groups.length + validation.row_groups.length;

/** The day of the release that lies in a folder; before all days where there is none, or none that says it. */
async function publishedAsOf(path: string): Promise<string> {
  try {
    return (JSON.parse(await readFile(join(path, 'release.json'), 'utf8')) as Partial<ReleaseJson>).as_of ?? '';
  } catch {
    return '';
  }
}

type Written = { readonly file: string; readonly rows: number };

function eraColumns({ catalogue, manifests }: ReleaseOptions): FileColumn[] {
  return [
    ...textColumns('id', 'era', 'data_type'),
    ...catalogue.features.map(({ publishedName }) => ({ name: publishedName, kind: 'int8' as const })),
    ...['target', ...manifests.map(targetColumn)].map((name) => ({ name, kind: 'double' as const })),
  ];
}

function eraParts(
  dataType: DataType,
  { era, ids, features, targets }: ReleaseEra,
  { catalogue, manifests, defaultTarget }: ReleaseOptions,
): ArrayLike<string | number>[] {
  const n = ids.length;
  if (features.length !== n * catalogue.features.length)
    throw new RangeError(`era ${era} has ${features.length} feature values and not ${n * catalogue.features.length}`);
  const unknown = new Float64Array(n).fill(Number.NaN);
  return [
    ids,
    Array<string>(n).fill(era),
    Array<string>(n).fill(dataType),
    ...catalogue.features.map((_, j) => features.subarray(j * n, (j + 1) * n)),
    ...[defaultTarget, ...manifests.map(({ name }) => name)].map((name) => targets?.get(name) ?? unknown),
  ];
}

const predictionColumns = (column: string): FileColumn[] => [
  ...textColumns('id', 'era', 'data_type'),
  { name: column, kind: 'double' },
];

function predictionParts({ era, dataType, ids, values }: ReleasePredictions): ArrayLike<string | number>[] {
  return [ids, Array<string>(ids.length).fill(era), Array<string>(ids.length).fill(dataType), values];
}

function writePredictions(folder: string, file: string, column: string, list: Iterable<ReleasePredictions>): Written {
  const parquet = createParquetFile(join(folder, file), predictionColumns(column));
  for (const predictions of list) parquet.append(predictionParts(predictions));
  parquet.close();
  return { file, rows: parquet.rows };
}

function textColumns(...names: string[]): FileColumn[] {
  return names.map((name) => ({ name, kind: 'text' }));
}
