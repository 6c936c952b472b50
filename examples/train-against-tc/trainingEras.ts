import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BinMatrix } from '@robata/kernels';
import { directionOfRound, type GradientOptions } from '@robata/portfolio';
import { evidenceBlob, folderBlobs, readKit } from '@robata/tournament';
import { BROWSER_DECOMPRESSORS, type ReleaseFiles, validationData } from '@robata/tournament/diagnostics';

/** A validation era of a resolved round: what a model may look at, and what it is measured by. Rows in ascending order of id. */
export interface TrainingEra {
  readonly era: string;
  /** The medium set in bins 0 … 4. */
  readonly features: BinMatrix;
  /** The target that CORR is paid on. */
  readonly target: Float64Array;
  readonly metaModel: Float64Array;
  /** ∂TC/∂g: see `directionOfRound`. */
  readonly direction: Float64Array;
}

export interface Dataset {
  /** Names of the features, in the order of the eras' columns: the recipe's where the release tells it. */
  readonly features: readonly string[];
  /** Oldest first. */
  readonly eras: readonly TrainingEra[];
}

async function releaseFiles(folder: string): Promise<ReleaseFiles> {
  const bytesOf = async (name: string) => {
    const { buffer, byteOffset, byteLength } = await readFile(join(folder, `${name}.parquet`));
    const slice = (from: number, to = byteLength) => buffer.slice(byteOffset + from, byteOffset + to) as ArrayBuffer;
    return { byteLength, slice };
  };
  return {
    features: await readFile(join(folder, 'features.json'), 'utf8'),
    validation: await bytesOf('validation'),
    metaModel: await bytesOf('meta_model'),
    example: null,
    decompressors: BROWSER_DECOMPRESSORS,
  };
}

/** The direction of an era's round: a value for each id. */
type Directions = (ids: readonly string[]) => Promise<ReadonlyMap<string, number> | null>;

/**
 * The validation eras of the season in a data folder (`robata season --data DIR`). Their gradients come from the file that
 * `robata diagnose --gradient FILE` writes, or are computed from the kits of the folder's rounds. Throws Error with the remedy where there is nothing.
 */
export async function trainingEras(folder: string, gradientFile: string | null = null): Promise<Dataset> {
  const release = join(folder, 'datasets', 'v1.0');
  const files = await releaseFiles(release).catch((cause: unknown) => {
    throw new Error(`${release} holds no release: play a season with robata season --data ${folder}.`, { cause });
  });
  const data = await validationData(files);
  const directionOf = gradientFile === null ? await directionsOfKits(folder) : await directionsOfFile(gradientFile);
  const eras: TrainingEra[] = [];
  for await (const { era, ids, features, target, metaModel } of data.eras()) {
    const byId = await directionOf(ids);
    if (byId === null || byId.size !== ids.length || metaModel === undefined) continue;
    const direction = Float64Array.from(ids, (id) => byId.get(id) ?? Number.NaN);
    if (direction.every(Number.isFinite)) eras.push({ era, features, target, metaModel, direction });
  }
  if (eras.length === 0)
    throw new Error(`No round of the validation eras of ${folder} has resolved: play more rounds.`);
  return { features: await namesOf(join(release, 'features.json'), data.features), eras };
}

/** Ids are new in each era, so that any of them names its round. The draws are those that scored it. */
async function directionsOfKits(folder: string): Promise<Directions> {
  const rounds = join(folder, 'blobs', 'rounds');
  const blobs = folderBlobs(join(folder, 'blobs'));
  const kitOf = (round: string) => readKit(blobs, Number(round));
  const evidenceOf = async (round: string): Promise<{ readonly contribution: GradientOptions } | null> => {
    const bytes = await blobs.get(evidenceBlob(Number(round)));
    return bytes && (JSON.parse(gunzipSync(bytes).toString()) as { readonly contribution: GradientOptions });
  };
  const roundOf = new Map<string, string>();
  for (const round of await readdir(rounds)) {
    const [first] = (await kitOf(round))?.problem.ids ?? [];
    if (first !== undefined) roundOf.set(first, round);
  }
  return async (ids) => {
    const round = ids.map((id) => roundOf.get(id)).find((found) => found !== undefined);
    const kit = round === undefined ? null : await kitOf(round);
    if (round === undefined || kit?.returns === undefined) return null;
    const evidence = await evidenceOf(round);
    const values = directionOfRound(kit, evidence?.contribution);
    return values && new Map(kit.problem.ids.map((id, at) => [id, values[at] as number]));
  };
}

async function directionsOfFile(path: string): Promise<Directions> {
  const [, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const byId = new Map(
    lines.map((line) => {
      const [id = '', , gradient] = line.split(',');
      return [id, Number(gradient)];
    }),
  );
  return async (ids) =>
    ids.some((id) => byId.has(id)) ? new Map(ids.map((id) => [id, byId.get(id) ?? Number.NaN])) : null;
}

async function namesOf(path: string, features: readonly string[]): Promise<string[]> {
  const { feature_recipes } = JSON.parse(await readFile(path, 'utf8')) as {
    readonly feature_recipes?: Readonly<Record<string, { readonly name: string }>>;
  };
  return features.map((feature) => feature_recipes?.[feature]?.name ?? feature);
}
